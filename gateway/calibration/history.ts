/** Earlier calibrations of a cushion, newest first, on disk. Each can be put back in force. */

import { z } from 'zod'
import type { CushionInfo } from '../../contract/info.ts'
import { type Calibration, calibrationSchema } from '../../core/model/schemas/calibration.ts'
import { parseJson } from '../../platform/json.ts'

/** A few strings that survive a restart. */
export interface SmallState {
  read(key: string): string | null
  write(key: string, value: string): void
}

const keptMost = 20
const toldMost = 10
const key = 'calibrations'
const listSchema = z.array(calibrationSchema)
type Told = NonNullable<CushionInfo['calibration']['history']>[number]

export class CalibrationHistory {
  readonly #kept: SmallState
  #list: Calibration[] = []

  constructor(kept: SmallState) {
    this.#kept = kept
  }

  open(): void {
    const parsed = listSchema.safeParse(parseJson(this.#kept.read(key) ?? '[]'))
    this.#list = parsed.success ? parsed.data : []
  }

  get all(): readonly Calibration[] {
    return this.#list
  }

  /** Takes the oldest first. One that is already there moves to the front. */
  add(calibrations: readonly Calibration[]): void {
    for (const calibration of calibrations) {
      const { setAt: _when, ...plain } = calibration
      this.#list = [plain, ...this.#list.filter(({ madeAt }) => madeAt !== plain.madeAt)].slice(0, keptMost)
    }
    this.#kept.write(key, JSON.stringify(this.#list))
  }

  /** Includes the one from the settings and the one in force, newest first. */
  list(file: Calibration | null, inForce: Calibration | null): Told[] {
    const all = new Map<number, Calibration>()
    for (const each of [...this.#list, file, inForce])
      if (each !== null) all.set(Date.parse(each.madeAt), each)
    return [...all]
      .sort(([a], [b]) => b - a)
      .slice(0, toldMost)
      .map(([madeAtMs, { surface, cells }]) => ({
        madeAt: new Date(madeAtMs).toISOString(),
        surface,
        inForce: inForce !== null && Date.parse(inForce.madeAt) === madeAtMs,
        verdicts: verdictsOf(cells),
      }))
  }
}

function verdictsOf(cells: Calibration['cells']): Told['verdicts'] {
  if (cells.every(({ verdict }) => verdict === undefined)) return null
  const count = (wanted: string) => cells.filter(({ verdict }) => verdict === wanted).length
  return { pass: count('pass'), warn: count('warn'), fail: count('fail') }
}

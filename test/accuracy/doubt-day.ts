/** One sitter in one row of the doubt table, seen by a calibrated core, one with the quick calibration and one in relative mode. */
import { CushionCore } from '../../core/cushion-core.ts'
import type { Calibration } from '../../core/model/schemas/calibration.ts'
import { startingTolerance } from '../../core/model/tolerance-fields.ts'
import type { CoreOutput, Frame } from '../../core/model/types.ts'
import { fsr8 } from '../../firmware-protocol/layout.ts'
import { createCushionModel, type Truth } from '../../simulator/index.ts'
import { type DoubtRow, planOfRow, wriggling } from './doubt-rows.ts'
import { guidedCalibration } from './guided-calibration.ts'
import type { BenchSitter } from './sitters.ts'

export const doubtModes = ['calibrated', 'quick', 'relative'] as const
export type DoubtMode = (typeof doubtModes)[number]

export interface DoubtErrors {
  readonly row: string
  readonly mode: DoubtMode
  /** Seated time in error, minute by minute, s; of it time of real sitting that is unknown; and the time measured. */
  readonly wrongS: number
  readonly unknownS: number
  readonly measuredS: number
  /** One for each side and second of sitting: true and stated error as shares of the truth. */
  readonly errors: readonly { readonly is: number; readonly stated: number }[]
}

const rateHz = 10
const minuteMs = 60_000
const sampleEvery = 10
const averagingS = 1
const leastKpa = 2
const startMs = Date.parse('2026-03-02T08:00:00Z')
const weekMs = 7 * 86_400_000

export function doubtDay({ seed, scenario: own }: BenchSitter, row: DoubtRow, hours: number): DoubtErrors[] {
  const { bouts, things, fromMs, toMs } = planOfRow(row, startMs, hours)
  const { restlessness, ...moves } = wriggling
  const scenario = row.wriggles === true ? { ...own, ...moves, sitter: { ...own.sitter, restlessness } } : own
  const spread = row.spread ?? {}
  const trouble = row.trouble === undefined ? {} : { trouble: { ...row.trouble, fromMs } }
  const model = createCushionModel({
    scenario,
    seed,
    layout: fsr8,
    startMs,
    bouts,
    things,
    spread,
    ...trouble,
  })
  const { whole, quick } = guidedCalibration(seed, spread)
  const madeAt = new Date(startMs - (row.weeks ?? 0.5) * weekMs).toISOString()
  const of = (mode: DoubtMode, calibration: Calibration | null) =>
    new DoubtWatch(mode, calibration === null ? null : { ...calibration, madeAt })
  const watches = [of('calibrated', whole), of('quick', quick), of('relative', null)]
  for (let seq = 0; ; seq++) {
    const atMs = startMs + (seq * 1000) / rateHz
    if (atMs >= toMs) break
    const { counts, truth } = model.step(atMs)
    const frame = { atMs, boot: 1, seq, boardMs: atMs - startMs, counts }
    for (const watch of watches) watch.step(frame, truth, atMs >= fromMs)
  }
  return watches.map((watch) => watch.finish(row.name, { fromMs, toMs }))
}

class DoubtWatch {
  readonly #mode: DoubtMode
  readonly #core: CushionCore
  readonly #ppi = { left: 0, right: 0 }
  readonly #seatedS = new Map<number, number>()
  readonly #minutes = new Map<number, { seatedS: number; unknownS: number }>()
  readonly #errors: { is: number; stated: number }[] = []

  constructor(mode: DoubtMode, calibration: Calibration | null) {
    this.#mode = mode
    this.#core = new CushionCore({
      cushion: 'bench',
      simulated: true,
      layout: fsr8,
      calibration,
      tolerance: startingTolerance,
      bits: 10,
      rateHz,
      day: { zone: 'UTC', startHour: 4 },
    })
  }

  step(frame: Frame, truth: Truth, measured: boolean): void {
    const output = this.#core.frame(frame)
    this.#take(output)
    const weight = 1 - Math.exp(-1 / rateHz / averagingS)
    this.#ppi.left += (truth.leftKpa - this.#ppi.left) * weight
    this.#ppi.right += (truth.rightKpa - this.#ppi.right) * weight
    const minute = Math.floor(frame.atMs / minuteMs) * minuteMs
    if (truth.occupied) this.#seatedS.set(minute, (this.#seatedS.get(minute) ?? 0) + 1 / rateHz)
    if (!measured || !truth.occupied || frame.seq % sampleEvery !== 0) return
    const { occupancy, leftPpiKpa, rightPpiKpa, leftErrorKpa, rightErrorKpa } = output.reading.live()
    if (occupancy !== 'occupied') return
    this.#error(this.#ppi.left, leftPpiKpa, leftErrorKpa)
    this.#error(this.#ppi.right, rightPpiKpa, rightErrorKpa)
  }

  finish(row: string, { fromMs, toMs }: { fromMs: number; toMs: number }): DoubtErrors {
    this.#take(this.#core.finish(toMs))
    let wrongS = 0
    let unknownS = 0
    for (let atMs = Math.ceil(fromMs / minuteMs) * minuteMs; atMs + minuteMs <= toMs; atMs += minuteMs) {
      const trueS = this.#seatedS.get(atMs) ?? 0
      const kept = this.#minutes.get(atMs)
      wrongS += Math.abs((kept?.seatedS ?? 0) - trueS)
      unknownS += Math.min(trueS, kept?.unknownS ?? minuteMs / 1000)
    }
    const measuredS = (toMs - fromMs) / 1000
    return { row, mode: this.#mode, wrongS, unknownS, measuredS, errors: this.#errors }
  }

  #take({ minutes }: CoreOutput): void {
    for (const { atMs, seatedS, unknownS } of minutes) this.#minutes.set(atMs, { seatedS, unknownS })
  }

  #error(truthKpa: number, isKpa: number | null, statedKpa: number | null): void {
    if (isKpa === null || statedKpa === null || truthKpa < leastKpa) return
    this.#errors.push({ is: Math.abs(isKpa - truthKpa) / truthKpa, stated: statedKpa / truthKpa })
  }
}

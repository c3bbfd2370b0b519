/**
 * The calibration service of one cushion at the gateway: runs a procedure, keeps it and earlier calibrations on disk, and puts
 * one in force only on request. It carries out the `calibrate` command, except for the baseline, which belongs to the core.
 */

import type { CushionInfo } from '../../contract/info.ts'
import { type CellMethod, usualRepeats } from '../../core/model/calibration-steps.ts'
import type { Counting } from '../../core/model/counting.ts'
import { type Calibration, calibrationSchema } from '../../core/model/schemas/calibration.ts'
import type { CommandResult } from '../../core/model/schemas/command-result.ts'
import type { Command } from '../../core/model/schemas/commands.ts'
import type { Layout } from '../../core/model/schemas/layout.ts'
import { checkCushion } from '../../core/model/silence-words.ts'
import { saturationCount } from '../../core/pressure/conductance.ts'
import { parseJson } from '../../platform/json.ts'
import { meanDeviation } from './check.ts'
import { CalibrationHistory, type SmallState } from './history.ts'
import { suggestedWeights, weightsProblem } from './plan.ts'
import { Procedure, savedProcedureSchema } from './procedure.ts'

export type CalibrateCommand = Extract<Command, { verb: 'calibrate' }>

/** What the calibration service needs from the cushion's core. */
export interface CushionUnderCalibration {
  readonly calibration: Calibration | null
  readonly occupied: boolean
  /** Cells whose verdict is not good. They do not prevent a procedure from starting. */
  readonly badCells: readonly number[]
  set(calibration: Calibration): CommandResult['error'] | null
}

export interface CalibrationServiceOptions {
  readonly layout: Layout
  /** The calibration from the settings, if any. */
  readonly file: Calibration | null
  readonly kept: SmallState
  /** How fast the cushion's clock runs compared with this computer's. */
  readonly speed: () => number
}

type Answer = NonNullable<CommandResult['error']> | null

/** Without a frame for this long (cushion's time), nothing can be measured. */
const freshMs = 5000
const zeroTauMs = 1000
/** A cushion that shows more than this share of the range is not empty. */
const emptyShare = 0.15
const keys = { procedure: 'calibration-procedure', surface: 'calibration-surface-changed' } as const

export class CalibrationService {
  readonly #options: CalibrationServiceOptions
  readonly #history: CalibrationHistory
  #procedure: Procedure | null = null
  #counting: Counting = { bits: 10 }
  #means: number[] | null = null
  #lastMs: number | null = null
  #changed = true
  #extras: Partial<CushionInfo['calibration']> = {}
  #surfaceChangedMs: number | null = null

  /** Why what the board keeps is not used. */
  #factoryProblem: string | null = null

  constructor(options: CalibrationServiceOptions) {
    this.#options = options
    this.#history = new CalibrationHistory(options.kept)
  }

  /** While true, sitting is not tracked, because there are weights on the cushion. */
  get active(): boolean {
    return this.#procedure?.active ?? false
  }

  /** There is a procedure, possibly paused. */
  get begun(): boolean {
    return this.#procedure !== null
  }

  /** Loads what is on disk. Call it once it is known what the board's counts mean, and again when that changes. */
  open(counting: Counting, before: Calibration | null): void {
    this.#counting = counting
    this.#history.open()
    const surface = Number(this.#options.kept.read(keys.surface) ?? Number.NaN)
    this.#surfaceChangedMs = Number.isFinite(surface) && surface > 0 ? surface : null
    const saved = savedProcedureSchema.safeParse(parseJson(this.#options.kept.read(keys.procedure)))
    const fits = saved.success && saved.data.zeroCounts.length === this.#options.layout.cells.length
    this.#procedure = fits ? new Procedure(saved.data, this.#procedureOptions(before)) : null
    this.#changed = true
  }

  frame(atMs: number, counts: readonly number[]): void {
    const weight = this.#lastMs === null ? 1 : 1 - Math.exp(-(atMs - this.#lastMs) / zeroTauMs)
    this.#means ??= [...counts]
    for (let i = 0; i < counts.length; i++) {
      const mean = this.#means[i] ?? 0
      this.#means[i] = mean + ((counts[i] ?? 0) - mean) * weight
    }
    this.#lastMs = atMs
    if (this.#procedure?.frame(atMs, counts)) this.#keep()
  }

  /** Null if done, otherwise the reason. The core takes and cancels the baseline; the board keeps constants. */
  perform(command: CalibrateCommand, nowMs: number, cushion: CushionUnderCalibration): Answer {
    switch (command.action) {
      case 'baseline':
      case 'keep':
        return null
      case 'cancel':
        this.#drop()
        return null
      case 'begin':
        return this.#begin(command, nowMs, cushion)
      case 'hold':
      case 'back':
      case 'redo':
      case 'skip':
        return this.#step(command, nowMs)
      case 'accept':
        return this.#accept(nowMs, cushion)
      case 'set': {
        const parsed = calibrationSchema.safeParse(command.calibration)
        if (parsed.success) return this.#put(parsed.data, nowMs, cushion)
        const [issue] = parsed.error.issues
        return invalid(
          `This calibration cannot be used: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}. The old one is still in use.`,
        )
      }
      case 'restore': {
        const earlier = this.#all(cushion.calibration).find(({ madeAt }) => same(madeAt, command.madeAt))
        return earlier === undefined
          ? invalid('There is no earlier calibration from that time. The current one is still in use.')
          : this.#put(earlier, nowMs, cushion)
      }
      case 'surface-changed':
        this.#surfaceChangedMs = nowMs
        this.#options.kept.write(keys.surface, String(nowMs))
        this.#changed = true
        return null
    }
  }

  /** What `info.calibration` shows besides mode and age. Rebuilt only when something has changed. */
  info(inForce: Calibration | null): Partial<CushionInfo['calibration']> {
    if (!this.#changed) return this.#extras
    this.#changed = false
    const surface = this.#surfaceChangedMs
    const areaCm2 = smallest(this.#options.layout.cells)
    const { massesG, verifyG } = suggestedWeights(areaCm2, 'exact')
    const quick = suggestedWeights(areaCm2, 'quick')
    this.#extras = {
      ...(inForce === null
        ? { factoryProblem: this.#factoryProblem }
        : { method: methodOf(inForce), checked: checkOf(inForce) }),
      suggested: { massesG: [...massesG], verifyG, quickMassesG: [...quick.massesG] },
      surfaceChangedAt: surface === null ? null : new Date(surface).toISOString(),
      procedure: this.#procedure?.info() ?? null,
      history: this.#history.list(this.#options.file, inForce),
    }
    return this.#extras
  }

  /** Constants that the board keeps: in force if there is nothing better, otherwise listed with the earlier ones. */
  offerFactory(
    factory: Calibration,
    nowMs: number,
    cushion: Pick<CushionUnderCalibration, 'calibration' | 'set'>,
  ): boolean {
    if (factory.cells.length !== this.#options.layout.cells.length) return false
    this.#factoryProblem = null
    const isNew = !this.#all(cushion.calibration).some(({ madeAt }) => same(madeAt, factory.madeAt))
    if (cushion.calibration === null)
      return this.#put(factory, nowMs, { ...cushion, occupied: false, badCells: [] }) === null
    if (isNew) this.#history.add([factory])
    this.#changed = true
    return false
  }

  /** The board keeps constants that cannot be used; `problem` is a sentence. */
  factoryNotUsed(problem: string): void {
    this.#factoryProblem = problem
    this.#changed = true
  }

  // ------------------------------------------------------------------ the actions

  #begin(command: CalibrateCommand, nowMs: number, cushion: CushionUnderCalibration): Answer {
    const { cells: layoutCells } = this.#options.layout
    const method = command.method ?? 'exact'
    const suggested = suggestedWeights(smallest(layoutCells), method)
    const weights = {
      method,
      massesG: command.massesG ?? [...suggested.massesG],
      verifyG: command.verifyG ?? suggested.verifyG,
    }
    if (method === 'check' && cushion.calibration === null)
      return invalid('There is no calibration to check yet. Calibrate the cushion first.')
    const problem = weightsProblem(weights)
    if (problem !== null) return invalid(`${problem} Calibration has not started.`)
    const cells = [...new Set(command.cells ?? layoutCells.keys())].sort((a, b) => a - b)
    if (cells.some((cell) => cell >= layoutCells.length))
      return invalid(`The cushion has ${layoutCells.length} cells. Calibration has not started.`)
    const means = this.#means
    if (means === null || this.#lastMs === null || nowMs - this.#lastMs > freshMs)
      return {
        code: 'no-cushion',
        message: `No readings are coming from the cushion, so calibration has not started. ${checkCushion}, then try again.`,
      }
    const most = emptyShare * saturationCount(this.#counting)
    if (cushion.occupied || means.some((mean, cell) => mean > most && !cushion.badCells.includes(cell)))
      return {
        code: 'occupied',
        message:
          'The cushion is not empty, so calibration has not started. Stand up, take everything off it, wait a few seconds and try again.',
      }
    this.#procedure = new Procedure(
      {
        startedAtMs: nowMs,
        touchedMs: nowMs,
        surface: command.surface ?? cushion.calibration?.surface ?? 'not said',
        ...weights,
        repeats: command.repeats ?? usualRepeats,
        stampAreaCm2: command.stampAreaCm2 ?? null,
        zeroCounts: [...means],
        cells: cells.map((index) => ({ index, skipped: false, steps: [] })),
      },
      this.#procedureOptions(cushion.calibration),
    )
    this.#keep()
    return null
  }

  #step(command: CalibrateCommand, nowMs: number): Answer {
    const procedure = this.#procedure
    const { action, cell } = command
    if (procedure === null) return invalid('No calibration is running. Start one first.')
    if (cell === undefined) return invalid('The command names no cell. Say which one to measure.')
    if (action === 'hold') {
      if (this.#lastMs === null || nowMs - this.#lastMs > freshMs)
        return {
          code: 'no-cushion',
          message: `No readings are coming from the cushion, so nothing can be measured. ${checkCushion}, then try again.`,
        }
      const refused = procedure.hold(cell, this.#lastMs)
      if (refused !== null) return invalid(refused)
    } else {
      const done =
        action === 'skip' ? procedure.skip(cell, nowMs) : procedure.undo(cell, nowMs, action === 'redo')
      if (!done) return invalid(`Cell ${cell} is not part of this calibration.`)
    }
    this.#keep()
    return null
  }

  #accept(nowMs: number, cushion: CushionUnderCalibration): Answer {
    if (this.#procedure === null) return invalid('No calibration is running, so there is nothing to accept.')
    const proposal = this.#procedure.proposal(nowMs)
    if (typeof proposal === 'string') return invalid(`${proposal} The old calibration is still in use.`)
    const refused = this.#put(proposal, nowMs, cushion)
    if (refused === null) this.#drop()
    return refused
  }

  #put(calibration: Calibration, nowMs: number, cushion: CushionUnderCalibration): Answer {
    const before = cushion.calibration
    const put = { ...calibration, setAt: new Date(nowMs).toISOString() }
    const refused = cushion.set(put) ?? null
    if (refused !== null) return refused
    this.#history.add(before === null ? [calibration] : [before, calibration])
    this.#surfaceChangedMs = null
    this.#options.kept.write(keys.surface, '')
    this.#changed = true
    return null
  }

  #all(inForce: Calibration | null): Calibration[] {
    return [...this.#history.all, ...[this.#options.file, inForce].filter((each) => each !== null)]
  }

  #drop(): void {
    this.#procedure = null
    this.#options.kept.write(keys.procedure, '')
    this.#changed = true
  }

  #keep(): void {
    this.#changed = true
    const { kept } = this.#options
    if (this.#procedure !== null) kept.write(keys.procedure, JSON.stringify(this.#procedure.saved()))
  }

  #procedureOptions(before: Calibration | null) {
    const { layout, speed } = this.#options
    const areasCm2 = layout.cells.map(({ areaCm2 }) => areaCm2)
    return { ...this.#counting, areasCm2, before, speed: speed(), handsFree: true }
  }
}

const invalid = (message: string): NonNullable<CommandResult['error']> => ({ code: 'invalid', message })
/** Of several, the less exact one. */
const leastExactFirst = ['factory', 'quick', 'exact'] as const satisfies readonly CellMethod[]
const methodOf = ({ cells }: Calibration): CellMethod =>
  leastExactFirst.find((each) => cells.some(({ method = 'exact' }) => method === each)) ?? 'exact'

function checkOf({
  cells,
  checkedAt,
}: Calibration): NonNullable<CushionInfo['calibration']['checked']> | null {
  const deviation = meanDeviation(cells.map(({ verifyError }) => verifyError))
  if (checkedAt === undefined || deviation === null) return null
  return { at: new Date(checkedAt).toISOString(), deviation }
}

const smallest = (cells: Layout['cells']): number => Math.min(...cells.map(({ areaCm2 }) => areaCm2))
const same = (a: string, b: string | undefined): boolean => b !== undefined && Date.parse(a) === Date.parse(b)

/**
 * A calibration in progress: the next step, the current hold, the results so far, and the proposal. Pure: frames and requests
 * come with their time, and `saved()` holds everything that must survive a restart. It puts nothing in force.
 */
import { z } from 'zod'
import type { ProcedureInfo } from '../../contract/calibration.ts'
import {
  ladderSteps,
  type PlannedStep,
  preloadPresses,
  procedureMethods,
} from '../../core/model/calibration-steps.ts'
import { type Counting, fullScale } from '../../core/model/counting.ts'
import type { Calibration, CellCalibration } from '../../core/model/schemas/calibration.ts'
import { saturationCount } from '../../core/pressure/conductance.ts'
import { checkCell, checkedCalibration, meanDeviation } from './check.ts'
import { type CellFit, fitCell } from './fit.ts'
import { fitInfo } from './fit-info.ts'
import { Hold, LoadClock } from './hold.ts'
import { planOf } from './plan.ts'
import { PressCounter, StillWeight } from './presses.ts'
import { type CellWork, cellWorkSchema, proposalOf } from './proposal.ts'
import { holdProblemInWords, stepDoneInWords } from './words.ts'

export const savedProcedureSchema = z.object({
  startedAtMs: z.number(),
  surface: z.string(),
  method: z.enum(procedureMethods).default('exact'),
  massesG: z.array(z.number()),
  verifyG: z.number(),
  repeats: z.number().default(0),
  stampAreaCm2: z.number().nullable(),
  zeroCounts: z.array(z.number()),
  /** When a person last acted on it. */
  touchedMs: z.number(),
  cells: z.array(cellWorkSchema),
})
export type SavedProcedure = z.infer<typeof savedProcedureSchema>

export interface ProcedureOptions extends Counting {
  readonly areasCm2: readonly number[]
  /** The calibration in force. Its R_M is kept, and its figures for cells that are not measured now. */
  readonly before: Calibration | null
  /** How much faster than real time the cushion's clock runs; 1 for a real cushion. */
  readonly speed: number
  /** Quick and check: begins to measure by itself when a weight lies still on a cell. */
  readonly handsFree: boolean
}

/** Sitting is tracked again this long after the last step; the procedure can continue later. */
const activeMs = 10 * 60_000
/** Between two weights of the quick plan counts rise by more, even where a cell begins to saturate. */
const leastRise = 1.2
const usualRMOhm = 10_000
/** Width of the loop of a usual cell (Interlink 400 series). */
const usualHysteresis = 0.1

type Running =
  | { readonly kind: 'hold'; readonly hold: Hold; readonly step: number }
  | {
      readonly kind: 'presses'
      readonly presses: PressCounter
      readonly step: number
      readonly startedAtMs: number
    }

export class Procedure {
  readonly #options: ProcedureOptions
  readonly #saved: SavedProcedure
  readonly #plan: readonly PlannedStep[]
  readonly #clock: LoadClock
  #running: (Running & { readonly cell: number }) | null = null
  readonly #still = new StillWeight()
  #note: ProcedureInfo['note'] = null
  #lastMs: number

  constructor(saved: SavedProcedure, options: ProcedureOptions) {
    this.#saved = saved
    this.#options = options
    this.#plan = planOf(saved)
    this.#clock = new LoadClock(saved.zeroCounts, fullScale(options))
    this.#lastMs = saved.touchedMs
  }

  saved(): SavedProcedure {
    return this.#saved
  }

  get active(): boolean {
    return this.#lastMs - this.#saved.touchedMs < activeMs * this.#options.speed
  }

  get holding(): boolean {
    return this.#running !== null
  }

  /** Takes a frame. True if it ended a step or counted a press, so that the change should be published. */
  frame(atMs: number, counts: readonly number[]): boolean {
    const wasActive = this.active
    this.#lastMs = atMs
    this.#clock.step(atMs, counts)
    const running = this.#running
    if (running === null) return this.#beginByItself(atMs, counts) || wasActive !== this.active
    const { cell } = running
    if (running.kind === 'presses') {
      if (!running.presses.frame(this.#clock.loaded(cell, counts[cell] ?? 0))) return false
      this.#touch(atMs)
      if (running.presses.count >= preloadPresses) this.#done(cell, null)
      return true
    }
    const outcome = running.hold.frame(atMs, counts)
    if (outcome === null) return false
    this.#touch(atMs)
    this.#running = null
    if (outcome.ok) this.#done(cell, outcome.held)
    else this.#note = { cell, ok: false, text: holdProblemInWords(outcome.problem, outcome.otherCell) }
    return true
  }

  /** Quick and check: a weight that lies still on one cell is measured without a word from the person. */
  #beginByItself(atMs: number, counts: readonly number[]): boolean {
    if (!this.#options.handsFree || this.#saved.method === 'exact' || !this.active) return false
    const cell = this.#still.frame(atMs, counts, (each) => this.#clock.loaded(each, counts[each] ?? 0))
    if (cell === null || !this.#isNextWeight(cell, counts[cell] ?? 0)) return false
    return this.hold(cell, atMs) === null
  }

  /** Not the weight of the step before, which may still lie there. */
  #isNextWeight(cell: number, count: number): boolean {
    const work = this.#work(cell)
    if (work === undefined || work.skipped || work.steps.length >= this.#plan.length) return false
    const zero = this.#saved.zeroCounts[cell] ?? 0
    const before = work.steps.at(-1)?.counts ?? zero
    return count - zero > leastRise * (before - zero)
  }

  /** Starts the next step of a cell. Null, or the reason why not, as a sentence. */
  hold(cell: number, nowMs: number): string | null {
    const work = this.#work(cell)
    if (work === undefined) return `Cell ${cell} is not part of this calibration.`
    const step = this.#plan[work.steps.length]
    if (step === undefined || work.skipped)
      return `Cell ${cell} is already measured. Choose to measure it again if you want to change it.`
    this.#touch(nowMs)
    this.#note = null
    const at = work.steps.length
    if (step.kind === 'preload') {
      this.#running = { kind: 'presses', presses: new PressCounter(), cell, step: at, startedAtMs: nowMs }
      return null
    }
    const request = {
      cell,
      step,
      zeroCounts: this.#saved.zeroCounts,
      saturationCount: saturationCount(this.#options),
    }
    this.#running = { kind: 'hold', hold: new Hold(request, this.#clock, nowMs), cell, step: at }
    return null
  }

  /** Undoes the last step of a cell, or with `all` every step. Ends a running hold. */
  undo(cell: number, nowMs: number, all = false): boolean {
    const work = this.#work(cell)
    if (work === undefined) return false
    const running = this.#running?.cell === cell
    this.#running = null
    this.#note = null
    work.skipped = false
    if (all) work.steps = []
    else if (!running) work.steps.pop()
    this.#touch(nowMs)
    return true
  }

  /** Skips the cell. Its verdict comes from what was measured so far. */
  skip(cell: number, nowMs: number): boolean {
    const work = this.#work(cell)
    if (work === undefined) return false
    this.#running = null
    this.#note = null
    work.skipped = true
    this.#touch(nowMs)
    return true
  }

  /** What would be put in force, or the reason why nothing can be yet. */
  proposal(nowMs: number): Calibration | string {
    const { surface, cells, method } = this.#saved
    const { before } = this.#options
    const at = new Date(nowMs).toISOString()
    if (method === 'check') {
      if (before === null) return 'There is no calibration to check.'
      return checkedCalibration(
        before,
        cells.map((work) => ({ index: work.index, fit: this.#fit(work) })),
        at,
      )
    }
    return proposalOf(
      cells.map((work) => ({ work, fit: this.#fit(work) })),
      {
        surface,
        madeAt: at,
        cellCount: this.#options.areasCm2.length,
        before,
      },
    )
  }

  info(): ProcedureInfo {
    const { startedAtMs, surface, method, stampAreaCm2, zeroCounts, cells } = this.#saved
    const proposal = this.proposal(this.#lastMs)
    const fits = cells.map((work) => this.#fit(work))
    return {
      startedAt: new Date(startedAtMs).toISOString(),
      surface,
      method,
      stampAreaCm2,
      active: this.active,
      plan: [...this.#plan],
      hold: this.#holdInfo(),
      note: this.#note,
      next: this.#next(),
      zeroCounts: zeroCounts.map(tenth),
      ...(method === 'check' ? { deviation: meanDeviation(fits.map((fit) => fit?.verifyError)) } : {}),
      cells: cells.map((work, at) => {
        const fit = fits[at] ?? null
        return {
          index: work.index,
          done: work.steps.length,
          skipped: work.skipped,
          counts: work.steps.map((step) => (step === null ? null : tenth(step.counts))),
          fit: fit === null ? null : fitInfo(fit),
        }
      }),
      acceptProblem: typeof proposal === 'string' ? proposal : null,
    }
  }

  #holdInfo(): ProcedureInfo['hold'] {
    const running = this.#running
    if (running === null) return null
    const { cell, step } = running
    return running.kind === 'presses'
      ? { cell, step, startedAtMs: running.startedAtMs, s: 0, presses: running.presses.count }
      : { cell, step, startedAtMs: running.hold.startedAtMs, s: running.hold.request.step.s, presses: 0 }
  }

  #next(): number | null {
    const open = this.#saved.cells.filter(
      ({ skipped, steps }) => !skipped && steps.length < this.#plan.length,
    )
    const ladders = open.filter(({ steps }) => steps.length < ladderSteps(this.#plan))
    // Cells can be measured in any order; one that is begun comes first.
    const ladder = ladders.find(({ steps }) => steps.length > 0) ?? ladders[0]
    if (ladder !== undefined) return ladder.index
    const good = open.filter((work) => this.#fit(work)?.verdict !== 'fail')
    const least = (a: CellWork, b: CellWork) => (b.steps.length < a.steps.length ? b : a)
    return good.length === 0 ? null : good.reduce(least).index
  }

  #work(cell: number): CellWork | undefined {
    return this.#saved.cells.find(({ index }) => index === cell)
  }

  #done(cell: number, held: CellWork['steps'][number]): void {
    const work = this.#work(cell)
    if (work === undefined) return
    this.#running = null
    work.steps.push(held)
    this.#note = { cell, ok: true, text: stepDoneInWords(this.#plan[work.steps.length] ?? null) }
  }

  #fit(work: CellWork): ReturnType<typeof fitCell> | null {
    if (!work.skipped && work.steps.length < ladderSteps(this.#plan)) return null
    if (this.#saved.method === 'check') return this.#check(work)
    return fitCell(
      work.steps.filter((step) => step !== null),
      {
        method: this.#saved.method,
        ...this.#counting,
        zeroCount: this.#saved.zeroCounts[work.index] ?? 0,
        assumedHysteresis: this.#before(work.index)?.hysteresis ?? usualHysteresis,
        rMOhm: this.#before(work.index)?.rMOhm ?? usualRMOhm,
        areaCm2: this.#options.areasCm2[work.index] ?? 1,
        stampAreaCm2: this.#saved.stampAreaCm2,
      },
    )
  }

  #check(work: CellWork): CellFit | null {
    const cell = this.#before(work.index)
    const step = work.steps[0]
    if (cell === undefined || !step) return null
    return checkCell(step, {
      ...this.#counting,
      cell,
      zeroCount: this.#saved.zeroCounts[work.index] ?? 0,
      areaCm2: this.#options.areasCm2[work.index] ?? 1,
      stampAreaCm2: this.#saved.stampAreaCm2,
    })
  }

  get #counting(): Counting {
    const { bits, full, law } = this.#options
    return { bits, full, law }
  }

  #before(index: number): CellCalibration | undefined {
    return this.#options.before?.cells[index]
  }

  #touch(nowMs: number): void {
    this.#saved.touchedMs = Math.max(this.#saved.touchedMs, nowMs)
    this.#lastMs = Math.max(this.#lastMs, nowMs)
  }
}

const tenth = (value: number): number => Math.round(value * 10) / 10

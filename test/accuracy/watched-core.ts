/** One core beside the truth: collects its errors over a sitter's day. */

import { CushionCore } from '../../core/cushion-core.ts'
import type { CushionEvent } from '../../core/model/schemas/events.ts'
import type { Live } from '../../core/model/schemas/live.ts'
import type { Occupancy } from '../../core/model/schemas/occupancy.ts'
import type { CoreOptions, CoreOutput, Frame } from '../../core/model/types.ts'
import type { Truth } from '../../simulator/index.ts'
import { BackdatedReadings } from '../../tools/analyse/backdated-readings.ts'
import type { Span } from './true-happenings.ts'
import type { RaisedAlert, TruthChain } from './truth-chain.ts'

/** Relative errors are meaningless below this. */
const leastKpa = 2
const sampleMs = 1000
const baselineAfterS = 60
const baselineForS = 300

export interface CoreErrors {
  /** Relative error of every sampled reading of a side, and their mean. */
  readonly ppi: number[]
  readonly occupancyLiveWrongS: number
  readonly occupancyWrongS: number
  readonly bouts: readonly Span[]
  readonly shifts: readonly Span[]
  readonly reliefs: readonly Span[]
  readonly alerts: readonly RaisedAlert[]
  readonly falseVerdicts: number
}

export class WatchedCore {
  readonly core: CushionCore
  readonly #relative: boolean
  readonly #backdated: BackdatedReadings
  readonly #truths: { atMs: number; occupied: boolean }[] = []
  readonly #ppi: number[] = []
  /** Mean distance of load from the true load, and of the true load from 0. */
  readonly loadError = { sum: 0, truth: 0 }
  readonly #bouts: Span[] = []
  readonly #shifts: Span[] = []
  readonly #reliefs: Span[] = []
  readonly #alerts: RaisedAlert[] = []
  #liveWrong = 0
  #backdatedWrong = 0
  #falseVerdicts = 0
  #sampledMs = 0
  #seatedS = 0
  #baseline = { left: 0, right: 0, s: 0 }

  constructor(options: CoreOptions) {
    this.core = new CushionCore(options)
    this.#relative = options.calibration === null
    this.#backdated = new BackdatedReadings((line) => this.#backdatedLine(line))
  }

  step(frame: Frame, truth: Truth, chain: TruthChain): void {
    const output = this.core.frame(frame)
    this.#take(output)
    if (frame.atMs - this.#sampledMs < sampleMs) return
    this.#sampledMs = frame.atMs
    const live = output.reading.live()
    this.#truths.push({ atMs: frame.atMs, occupied: truth.occupied })
    this.#backdated.add(live, this.core.occupancySinceMs)
    if (live.occupancy !== nameOf(truth.occupied)) this.#liveWrong++
    if (!truth.occupied) return
    this.#seatedS += sampleMs / 1000
    if (this.#relative) this.#watchRelative(live, chain)
    else {
      this.#error(live.leftPpiKpa, chain.ppi.left)
      this.#error(live.rightPpiKpa, chain.ppi.right)
      const { left, right } = output.reading.state(frame.atMs)
      this.loadError.sum += Math.abs((left.loadKpaMin ?? 0) - chain.load.left)
      this.loadError.sum += Math.abs((right.loadKpaMin ?? 0) - chain.load.right)
      this.loadError.truth += chain.load.left + chain.load.right
    }
  }

  /** Forgets the load error so far: a new window. */
  takeLoadError(): number | null {
    const { sum, truth } = this.loadError
    this.loadError.sum = 0
    this.loadError.truth = 0
    return truth > 0 ? sum / truth : null
  }

  finish(atMs: number): CoreErrors {
    this.#take(this.core.finish(atMs))
    this.#backdated.end()
    return {
      ppi: this.#ppi,
      occupancyLiveWrongS: (this.#liveWrong * sampleMs) / 1000,
      occupancyWrongS: (this.#backdatedWrong * sampleMs) / 1000,
      bouts: this.#bouts,
      shifts: this.#shifts,
      reliefs: this.#reliefs,
      alerts: this.#alerts,
      falseVerdicts: this.#falseVerdicts,
    }
  }

  /** Relative to the sitter's baseline, also taken from the true pressures of the same minutes. */
  #watchRelative(live: Live, chain: TruthChain): void {
    const baseline = this.#baseline
    if (this.#seatedS === baselineAfterS) {
      this.core.command({ verb: 'calibrate', id: 'bench', action: 'baseline' }, live.atMs)
    }
    if (this.core.baseline === 'running' || (this.#seatedS > baselineAfterS && baseline.s < baselineForS)) {
      baseline.left += chain.ppi.left
      baseline.right += chain.ppi.right
      baseline.s++
    }
    if (baseline.s < baselineForS) return
    const shown = (times: number | null, sum: number) => (times === null ? null : (times * sum) / baseline.s)
    this.#error(shown(live.leftRelative, baseline.left), chain.ppi.left)
    this.#error(shown(live.rightRelative, baseline.right), chain.ppi.right)
  }

  #error(is: number | null, truthKpa: number): void {
    if (is !== null && truthKpa >= leastKpa) this.#ppi.push(Math.abs(is - truthKpa) / truthKpa)
  }

  #backdatedLine(line: string): void {
    const { occupancy }: { occupancy: Occupancy } = JSON.parse(line)
    const truth = this.#truths.shift()
    if (truth !== undefined && occupancy !== nameOf(truth.occupied)) this.#backdatedWrong++
  }

  #take({ events, bouts }: CoreOutput): void {
    for (const { startedAtMs, endedAtMs } of bouts) this.#bouts.push({ fromMs: startedAtMs, toMs: endedAtMs })
    for (const event of events) this.#event(event)
  }

  #event({ kind, at, s = 0, side = null, level = 'none', alertKind }: CushionEvent): void {
    const fromMs = Date.parse(at)
    const span = { fromMs, toMs: fromMs + s * 1000 }
    if (kind === 'weight-shift') this.#shifts.push(span)
    else if (kind === 'pressure-relief') this.#reliefs.push(span)
    else if (kind === 'cell-fault') this.#falseVerdicts++
    else if (kind === 'alert-raised' && alertKind !== undefined)
      this.#alerts.push({ atMs: fromMs, kind: alertKind, side, level })
  }
}

const nameOf = (occupied: boolean): Occupancy => (occupied ? 'occupied' : 'empty')

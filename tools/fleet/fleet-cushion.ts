/**
 * One cushion of a fleet, published like a whole gateway: its own sitter, cells and parts, the real core, numbered batches kept
 * until recorded. Only link and disk are missing. Memory is bounded.
 */
import type { CushionInfo } from '../../contract/info.ts'
import { CushionCore } from '../../core/cushion-core.ts'
import type { Layout } from '../../core/model/schemas/layout.ts'
import { startingTolerance } from '../../core/model/tolerance-fields.ts'
import { BatchBuilder } from '../../gateway/runtime/batch-builder.ts'
import { type CushionModel, createCushionModel, type Scenario } from '../../simulator/index.ts'
import { fittingCalibration } from '../simulated-cushion/simulated-cushion.ts'

export interface FleetCushionOptions {
  readonly id: string
  readonly gateway: string
  readonly seed: number
  readonly scenario: Scenario
  readonly layout: Layout
  readonly rateHz: number
  readonly zone: string
  readonly dayStartHour: number
  readonly startMs: number
  /** Identifies the batches of this run. */
  readonly outbox: string
}

export interface KeptBatch {
  readonly batch: number
  readonly text: string
  readonly readings: number
  readonly madeMs: number
  sentMs: number
}

/** Ten minutes without a recorder, at two batches a second. */
const mostKept = 1200

export interface Outgoing {
  readonly lives: string[]
  /** Null: nothing new. */
  readonly state: string | null
  readonly info: string | null
  readonly events: string[]
}

export class FleetCushion {
  readonly options: FleetCushionOptions
  /** Not yet recorded, oldest first. */
  readonly kept = new Map<number, KeptBatch>()
  readings = 0
  droppedBatches = 0
  readonly #model: CushionModel
  readonly #core: CushionCore
  readonly #builder: BatchBuilder
  readonly #calibration: ReturnType<typeof fittingCalibration>
  #batch = 0
  #seq = 0
  #nextMs: number
  #stateMs = 0
  #info = ''

  constructor(options: FleetCushionOptions) {
    const { scenario, seed, layout, rateHz, startMs, zone, id, gateway } = options
    this.options = options
    this.#model = createCushionModel({ scenario, seed, layout, startMs, zone })
    this.#calibration = fittingCalibration({ seed }, { layout })
    this.#core = new CushionCore({
      cushion: id,
      simulated: true,
      layout,
      calibration: this.#calibration,
      tolerance: startingTolerance,
      bits: 10,
      rateHz,
      day: { zone, startHour: options.dayStartHour },
    })
    this.#builder = new BatchBuilder({ gateway, cushion: id, simulated: true })
    this.#nextMs = startMs
  }

  /** Was away until now: readings in between do not exist. */
  rejoin(nowMs: number): void {
    this.#nextMs = Math.max(this.#nextMs, nowMs)
    this.#info = ''
  }

  /** Makes the due readings and collects them in one batch. */
  step(nowMs: number): Outgoing {
    const { rateHz } = this.options
    const lives: string[] = []
    const events: string[] = []
    let changed = false
    let readings = 0
    while (this.#nextMs <= nowMs) {
      const atMs = Math.round(this.#nextMs)
      const seq = this.#seq++
      const boardMs = Math.round((seq * 1000) / rateHz)
      const frame = { atMs, boot: 1, seq, boardMs, counts: this.#model.counts(atMs) }
      const output = this.#core.frame(frame)
      this.#builder.frame(frame, output.reading.kpa())
      this.#builder.output(output)
      lives.push(JSON.stringify(output.reading.live()))
      for (const event of output.events) events.push(JSON.stringify(event))
      changed ||= output.changed
      readings++
      this.#nextMs += 1000 / rateHz
    }
    this.readings += readings
    this.#keep(nowMs, readings)
    return { lives, events, state: this.#state(nowMs, changed), info: this.#newInfo(nowMs) }
  }

  /** The recorder has these. Returns the number of readings in those still kept. */
  recorded(batches: readonly number[]): number {
    let readings = 0
    for (const batch of batches) {
      readings += this.kept.get(batch)?.readings ?? 0
      this.kept.delete(batch)
    }
    return readings
  }

  #keep(nowMs: number, readings: number): void {
    let counted = readings
    for (const content of this.#builder.take()) {
      const batch = ++this.#batch
      const text = content(batch, this.options.outbox)
      this.kept.set(batch, {
        batch,
        text,
        readings: counted,
        madeMs: nowMs,
        sentMs: Number.NEGATIVE_INFINITY,
      })
      counted = 0
    }
    while (this.kept.size > mostKept) {
      const [oldest] = this.kept.keys()
      if (oldest === undefined) return
      this.kept.delete(oldest)
      this.droppedBatches++
    }
  }

  #state(nowMs: number, changed: boolean): string | null {
    const state = this.#core.reading.state(nowMs)
    if (!changed && (nowMs - this.#stateMs < 1000 || state.occupancy !== 'occupied')) return null
    this.#stateMs = nowMs
    return JSON.stringify(state)
  }

  /** Only on change, without the constantly changing counters. */
  #newInfo(nowMs: number): string | null {
    const { gateway, layout, rateHz, id } = this.options
    const cells = this.#core.cells().map(({ index, verdict, sinceMs, advice }) => ({
      index,
      verdict,
      since: sinceMs === null ? null : new Date(sinceMs).toISOString(),
      advice,
    }))
    const key = JSON.stringify([cells, this.droppedBatches])
    if (key === this.#info) return null
    this.#info = key
    const info: CushionInfo = {
      v: 1,
      at: new Date(nowMs).toISOString(),
      gateway,
      simulated: true,
      clock: { kind: 'simulated', speed: 1 },
      board: {
        id,
        dev: `sim${layout.cells.length}`,
        firmware: '0.1.0',
        channels: layout.cells.length,
        bits: 10,
        rateHz,
        resetCause: 1,
        boot: 1,
      },
      link: {
        state: 'online',
        detail: 'A cushion of a simulated fleet; it sends readings.',
        port: 'fleet',
        rejected: {},
        framesLost: 0,
        clockOffsetMs: null,
        driftPpm: null,
      },
      layout,
      calibration: {
        mode: 'calibrated',
        madeAt: this.#calibration.madeAt,
        surface: this.#calibration.surface,
        ageDays: 0,
        baseline: null,
        message: null,
      },
      cells,
      outbox: {
        pendingBatches: this.kept.size,
        pendingBytes: 0,
        droppedBatches: this.droppedBatches,
        oldestAt: null,
        setAside: null,
      },
    }
    return JSON.stringify(info)
  }
}

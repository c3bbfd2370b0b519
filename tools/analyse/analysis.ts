/**
 * Runs a recording through the same core as a live cushion, at full speed: entries in, one result out. Pure; memory grows with
 * the number of bouts, shifts and alerts, not with the number of readings.
 */

import { CushionCore } from '../../core/cushion-core.ts'
import { type Counting, fullScale, sameCounting } from '../../core/model/counting.ts'
import type { Calibration } from '../../core/model/schemas/calibration.ts'
import type { Layout } from '../../core/model/schemas/layout.ts'
import type { Tolerance } from '../../core/model/schemas/tolerance.ts'
import { staleAfterMs } from '../../core/model/staleness.ts'
import type { CoreOptions, CoreOutput } from '../../core/model/types.ts'
import { BoardRuns } from '../../recordings/board-runs.ts'
import type { RecordedFrame, RecordedHello, RecordingEntry } from '../../recordings/entry.ts'
import { countingOf, isReadable } from '../../recordings/hello-counting.ts'
import type { Assumption, RecordingFormat } from '../../recordings/open-recording.ts'
import type { AnalysisResult } from './analysis-result.ts'
import { BackdatedReadings } from './backdated-readings.ts'
import { Findings } from './findings.ts'
import { gapTicks } from './gap-ticks.ts'

export interface AnalysisOptions {
  readonly layout: Layout
  /** Null: relative mode, every kPa is null. */
  readonly calibration: Calibration | null
  readonly tolerance: Tolerance
  readonly day: CoreOptions['day']
  readonly format: RecordingFormat
  /** Until a hello in the recording says it. */
  readonly counting: Counting
  readonly rateHz: number
  /** Assumptions about the recording. */
  readonly assumptions?: readonly Assumption[]
  /** Receives each reading as a line of JSON. */
  readonly readings?: (line: string) => void
}

export class Analysis {
  readonly #options: AnalysisOptions
  readonly #findings = new Findings()
  readonly #readings: BackdatedReadings | null
  #core: CushionCore
  #counting: Counting
  #rateHz: number
  #firstMs: number | null = null
  #last: RecordedFrame | null = null
  #boot = 0
  readonly #runs = new BoardRuns()
  /** Restart of a board without a hello, seen from its time counter. */
  #restarts = 0
  #gaps = 0
  #reset: { atMs: number; resetCause: number | null } | null = null
  #frames = 0
  #simulated = false

  constructor(options: AnalysisOptions) {
    this.#options = options
    this.#counting = options.counting
    this.#rateHz = options.rateHz
    this.#readings = options.readings === undefined ? null : new BackdatedReadings(options.readings)
    this.#core = this.#newCore()
  }

  add(entry: RecordingEntry): void {
    switch (entry.kind) {
      case 'frame':
        this.#frame(entry)
        break
      case 'hello':
        this.#hello(entry)
        break
      case 'rate':
        this.#setRate(entry.rateHz)
        break
      case 'restart':
        this.#restarts++
        this.#boot++
        this.#reset = { atMs: entry.atMs, resetCause: null }
        break
      case 'rejected':
        this.#findings.rejected(entry)
        break
    }
  }

  /** End of the recording. */
  finish(): AnalysisResult {
    const core = this.#core
    const lastMs = this.#last?.atMs ?? null
    if (lastMs !== null) this.#take(core.finish(lastMs))
    this.#readings?.end()
    const totals = core.totals()
    const { left, right } = core.reading.state(lastMs ?? 0)
    return {
      v: 1,
      assumptions: this.#options.assumptions ?? [],
      seatedS: tenths(totals.seatedS),
      emptyS: tenths(totals.emptyS),
      unknownS: tenths(totals.unknownS),
      ...this.#findings.lists(),
      load: {
        leftKpaMin: left.loadKpaMin,
        rightKpaMin: right.loadKpaMin,
        leftPtiKpaMin: hundredths(totals.leftPtiKpaMin),
        rightPtiKpaMin: hundredths(totals.rightPtiKpaMin),
      },
      cells: core.cells().map(({ index, verdict, sinceMs }) => ({ index, verdict, since: iso(sinceMs) })),
      mode: core.calibration === null ? 'relative' : 'calibrated',
      recording: {
        format: this.#options.format,
        from: iso(this.#firstMs),
        to: iso(lastMs),
        frames: this.#frames,
        bits: this.#counting.bits,
        full: fullScale(this.#counting),
        law: this.#counting.law ?? 'divider',
        rateHz: tenths(this.#rateHz),
        boardResets: this.#runs.resets + this.#restarts,
        gaps: this.#gaps,
        simulated: this.#simulated,
      },
    }
  }

  #frame(frame: RecordedFrame): void {
    const { atMs } = frame
    const lastMs = this.#last?.atMs ?? null
    this.#firstMs ??= atMs
    if (lastMs !== null && atMs - lastMs > staleAfterMs(this.#rateHz)) {
      this.#gaps++
      for (const tickMs of gapTicks(lastMs, atMs)) this.#take(this.#core.tick(tickMs))
    }
    if (this.#reset !== null) {
      // The time of a hello may be off like any line's, so it is limited to the readings around it.
      const resetMs = Math.min(atMs, Math.max(this.#reset.atMs, lastMs ?? atMs))
      const { resetCause } = this.#reset
      this.#reset = null
      this.#take(this.#core.boardReset(resetMs, { boot: this.#boot, resetCause }))
    }
    this.#last = frame
    this.#frames++
    const { seq, boardMs, counts } = frame
    const output = this.#core.frame({ atMs, boot: this.#boot, seq, boardMs, counts })
    this.#take(output)
    this.#readings?.add(output.reading.live(), this.#core.occupancySinceMs)
  }

  #hello({ hello, atMs }: RecordedHello): void {
    if (hello.proto !== 1 || hello.channels !== this.#options.layout.cells.length) return
    const run = this.#runs.next(hello, this.#last?.boardMs ?? null)
    if (run === 'same') return
    this.#boot = hello.boot ?? this.#boot + 1
    if (hello.extra.sim === '1') this.#simulated = true
    const counting = countingOf(hello)
    if (isReadable(counting) && !sameCounting(counting, this.#counting)) {
      this.#counting = counting
      this.#core = this.#newCore(this.#last === null ? undefined : this.#core.snapshot())
    }
    if (hello.rateHz !== null) this.#setRate(hello.rateHz)
    if (run === 'reset') this.#reset = { atMs, resetCause: hello.resetCause }
  }

  #setRate(rateHz: number): void {
    this.#rateHz = rateHz
    this.#core.setRate(rateHz)
  }

  #take(output: CoreOutput): void {
    this.#findings.take(output)
  }

  #newCore(snapshot?: unknown): CushionCore {
    const { layout, calibration, tolerance, day } = this.#options
    return new CushionCore(
      {
        cushion: 'recording',
        simulated: this.#simulated,
        layout,
        calibration,
        tolerance,
        day,
        ...this.#counting,
        rateHz: this.#rateHz,
      },
      snapshot,
    )
  }
}

const tenths = (value: number): number => Math.round(value * 10) / 10
const hundredths = (value: number | null): number | null =>
  value === null ? null : Math.round(value * 100) / 100
const iso = (atMs: number | null): string | null => (atMs === null ? null : new Date(atMs).toISOString())

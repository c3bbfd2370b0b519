/** For tests of the core: a cushion whose counts follow from pressures, and a driver that feeds a core in order. */

import { CushionCore } from './cushion-core.ts'
import type { Bout } from './model/schemas/bouts.ts'
import type { Calibration } from './model/schemas/calibration.ts'
import type { CushionEvent } from './model/schemas/events.ts'
import type { Layout } from './model/schemas/layout.ts'
import type { MinuteSummary } from './model/schemas/minutes.ts'
import type { Tolerance } from './model/schemas/tolerance.ts'
import { zones } from './model/schemas/zones.ts'
import { startingTolerance } from './model/tolerance-fields.ts'
import type { CoreOptions, CoreOutput } from './model/types.ts'

const xCm = [-7.5, -5, 5, 7.5, -9, -5, 5, 9]
export const layout: Layout = {
  v: 1,
  name: 'fsr8',
  cells: xCm.map((x, index) => ({
    zone: zones[Math.floor(index / 2)] ?? 'sacrum',
    xCm: x,
    yCm: index < 4 ? 0 : 16,
    areaCm2: 1.27,
  })),
}

/** 10 kOhm, linear: 1 kPa is 0.127 N, 12.7 uS, a ratio of 0.127. */
export const calibration: Calibration = {
  v: 1,
  madeAt: '2026-01-01T00:00:00.000Z',
  surface: 'wood',
  cells: layout.cells.map(() => ({
    rMOhm: 10_000,
    k: 1e-4,
    n: 1,
    creepPerDecade: 0,
    zeroAdc: 0,
    hysteresis: 0,
  })),
}

/** The count of such a cell at a pressure. */
export function countAt(kpa: number): number {
  const ratio = 0.127 * kpa
  return Math.round((1023 * ratio) / (1 + ratio))
}

/** Somebody sitting upright: left and right ischium, thighs (kPa). */
export const seat = (left: number, right = left, thighs = 4): number[] => [
  left,
  left,
  right,
  right,
  thighs,
  thighs,
  thighs,
  thighs,
]
export const nobody = seat(0, 0, 0)

export const options = (more: Partial<CoreOptions> = {}): CoreOptions => ({
  cushion: 'desk-1',
  simulated: true,
  layout,
  calibration,
  tolerance: startingTolerance,
  bits: 10,
  rateHz: 10,
  day: { zone: 'UTC', startHour: 4 },
  ...more,
})

export const tolerance = (more: Partial<Tolerance>): Tolerance => ({ ...startingTolerance, ...more })
export const unwatched = tolerance({
  boutMin: null,
  dayMin: null,
  left: { loadKpaMin: null, pressureKpa: null },
  right: { loadKpaMin: null, pressureKpa: null },
})

/** Monday 2026-01-05, 09:00 UTC. */
export const nineMs = Date.UTC(2026, 0, 5, 9)

/** Feeds a core and keeps its output. Noise of about a count and a slow sway come from a fixed sequence. */
export class TestCushion {
  core: CushionCore
  atMs: number
  readonly periodMs: number
  readonly events: CushionEvent[] = []
  readonly minutes: MinuteSummary[] = []
  readonly bouts: Bout[] = []
  /** Weights lie on the cushion for a calibration. */
  weightsOn = false
  #seq = 0
  #random = 12345
  readonly #options: CoreOptions

  constructor(given: Partial<CoreOptions> = {}, startMs = nineMs) {
    this.#options = options(given)
    this.core = new CushionCore(this.#options)
    this.atMs = startMs
    this.periodMs = 1000 / this.#options.rateHz
  }

  take(output: CoreOutput): CoreOutput {
    this.events.push(...output.events)
    this.minutes.push(...output.minutes)
    this.bouts.push(...output.bouts)
    return output
  }

  /** One frame of exactly these counts. */
  counts(counts: readonly number[]): CoreOutput {
    this.atMs += this.periodMs
    this.#seq++
    const frame = { atMs: this.atMs, boot: 1, seq: this.#seq, boardMs: this.#seq * 100, counts }
    return this.take(this.core.frame(frame, { weightsOn: this.weightsOn }))
  }

  /** Frames of these pressures for `s` seconds, with a body's noise and sway unless `still`. */
  hold(kpa: readonly number[], s: number, { still = false } = {}): this {
    for (let i = 0; i < Math.round((s * 1000) / this.periodMs); i++) {
      const sway = still ? 0 : 0.02 * Math.sin(this.atMs / 700) + 0.02 * Math.sin(this.atMs / 5300)
      this.counts(
        kpa.map((value, index) => {
          const count = countAt(value * (1 + (index % 2 === 0 ? sway : -sway)))
          return still || value === 0 ? count : Math.max(0, count + this.#noise())
        }),
      )
    }
    return this
  }

  /** No frames; ticks once a second. */
  silence(s: number): this {
    for (let i = 0; i < s; i++) {
      this.atMs += 1000
      this.take(this.core.tick(this.atMs))
    }
    return this
  }

  /** No frames and no ticks: the computer slept. */
  sleep(s: number): this {
    this.atMs += s * 1000
    return this
  }

  restart(): this {
    return this.goOnFrom(this.core.snapshot())
  }

  goOnFrom(snapshot: object): this {
    this.core = new CushionCore(this.#options, JSON.parse(JSON.stringify(snapshot)))
    return this
  }

  get state() {
    return this.core.reading.state(this.atMs)
  }

  kinds(): string[] {
    return this.events.map(({ kind }) => kind)
  }

  of(kind: CushionEvent['kind']): CushionEvent[] {
    return this.events.filter((event) => event.kind === kind)
  }

  #noise(): number {
    this.#random = (this.#random * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((this.#random / 2_147_483_648) * 3) - 1
  }
}

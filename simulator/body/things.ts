/**
 * Things that lie on the cushion: a bag, a laptop, a cat that shifts now and then, the pile that a stored cushion lies under.
 * True kPa at any point, like the field of a body, which they add to. A thing rests on its higher spots, so its pressure is
 * uneven; a cat is softer, breathes, and after each shift lies a little differently.
 */
import { Random } from '../random.ts'
import type { SeatPoint } from './field.ts'
import type { Interval } from './schedule.ts'

export type ThingKind = 'bag' | 'laptop' | 'cat' | 'pile'

export interface Thing extends Interval {
  readonly kind: ThingKind
  readonly massKg: number
}

interface Build {
  /** Half of its length and width, cm. */
  readonly radiusCm: readonly [number, number]
  /** Standard deviation of the logarithm of its pressure from spot to spot. */
  readonly uneven: number
  /** How far from the middle of the cushion it is put, cm. */
  readonly asideCm: number
  /** Cells stand out of the cushion: a hard thing presses them up to this many times harder. */
  readonly onCells: number
  /** Mean time between shifts, s, and the size of one, cm; breathing as a share of its weight. */
  readonly shifts: { readonly everyS: number; readonly byCm: number; readonly breath: number } | null
}

const builds: Readonly<Record<ThingKind, Build>> = {
  bag: { radiusCm: [14, 7], uneven: 0.7, asideCm: 5, onCells: 4, shifts: null },
  laptop: { radiusCm: [16, 11], uneven: 0.4, asideCm: 4, onCells: 4, shifts: null },
  cat: {
    radiusCm: [13, 10],
    uneven: 0.3,
    asideCm: 4,
    onCells: 2,
    shifts: { everyS: 150, byCm: 3, breath: 0.015 },
  },
  pile: { radiusCm: [21, 21], uneven: 0.2, asideCm: 0, onCells: 1.5, shifts: null },
}
const gravity = 9.81
const middleYCm = 6
const shiftingMs = 2500
const breathsPerS = 0.45

interface Pose {
  readonly sinceMs: number
  readonly kpa: Float64Array
}

export class Things {
  readonly #points: readonly SeatPoint[]
  readonly #seed: number
  /** Those that still lie there or are yet to come, in order. */
  readonly #coming: Thing[]
  #present: Thing | null = null
  #random: Random
  #place = { xCm: 0, yCm: 0, turn: 0 }
  #onCells = 1
  #now: Pose = { sinceMs: 0, kpa: new Float64Array(0) }
  #before: Pose | null = null
  #shiftMs = Number.POSITIVE_INFINITY

  /** `things`: in order of time, one at a time. */
  constructor(points: readonly SeatPoint[], things: readonly Thing[], seed: number) {
    this.#points = points
    this.#seed = seed
    this.#coming = [...things]
    this.#random = new Random(seed, 'things')
  }

  get present(): boolean {
    return this.#present !== null
  }

  /** Adds their pressure at this time, epoch ms, not before the last one. */
  addTo(kpa: Float64Array, atMs: number): void {
    while (this.#coming[0] !== undefined && this.#coming[0].toMs <= atMs) this.#coming.shift()
    const next = this.#coming[0]
    const here = next !== undefined && next.fromMs <= atMs ? next : null
    if (here !== this.#present) this.#put(here, atMs)
    if (here === null) return
    const { shifts } = builds[here.kind]
    if (shifts !== null && atMs >= this.#shiftMs) this.#shift(here, atMs)
    const breath = 1 + (shifts?.breath ?? 0) * Math.sin(2 * Math.PI * breathsPerS * ((atMs / 1000) % 3600))
    const moved = this.#before === null ? 1 : Math.min(1, (atMs - this.#now.sinceMs) / shiftingMs)
    for (let i = 0; i < kpa.length; i++) {
      const is = this.#now.kpa[i] ?? 0
      const was = this.#before?.kpa[i] ?? is
      kpa[i] = (kpa[i] ?? 0) + breath * (was + (is - was) * moved)
    }
  }

  #put(thing: Thing | null, atMs: number): void {
    this.#present = thing
    this.#before = null
    if (thing === null) return
    this.#random = new Random(this.#seed, `thing:${thing.kind}:${thing.fromMs}`)
    const { asideCm, onCells } = builds[thing.kind]
    this.#onCells = this.#random.between(1, onCells)
    const aside = () => asideCm * this.#random.between(-1, 1)
    this.#place = { xCm: aside(), yCm: middleYCm + aside(), turn: this.#random.between(0, Math.PI) }
    this.#settle(thing, atMs)
  }

  #shift(thing: Thing, atMs: number): void {
    const by = builds[thing.kind].shifts?.byCm ?? 0
    this.#place = {
      xCm: this.#place.xCm * 0.7 + by * this.#random.gaussian(),
      yCm: middleYCm + (this.#place.yCm - middleYCm) * 0.7 + by * this.#random.gaussian(),
      turn: this.#place.turn + 0.4 * this.#random.gaussian(),
    }
    this.#before = this.#now
    this.#settle(thing, atMs)
  }

  #settle(thing: Thing, atMs: number): void {
    const { radiusCm, uneven, shifts } = builds[thing.kind]
    const [long, wide] = radiusCm
    const meanKpa = (10 * thing.massKg * gravity) / (Math.PI * long * wide)
    const { xCm, yCm, turn } = this.#place
    const kpa = Float64Array.from(this.#points, (point) => {
      const spot = this.#random.logNormal(1, uneven) / Math.exp(uneven ** 2 / 2)
      const dx = point.xCm - xCm
      const dy = point.yCm - yCm
      const along = (dx * Math.cos(turn) + dy * Math.sin(turn)) / long
      const across = (dy * Math.cos(turn) - dx * Math.sin(turn)) / wide
      const r2 = along * along + across * across
      // 1 - r^4 as under a body: its volume is 2/3.
      return r2 >= 1 ? 0 : 1.5 * meanKpa * this.#onCells * (1 - r2 * r2) * spot
    })
    this.#now = { sinceMs: atMs, kpa }
    this.#shiftMs =
      shifts === null ? Number.POSITIVE_INFINITY : atMs + this.#random.exponential(shifts.everyS * 1000)
  }
}

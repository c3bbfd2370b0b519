/**
 * The sitter: follows bouts and acts through time and gives the load of every body part and the place of the pelvis.
 * Independent of cells and sensors. Time only goes forward, in steps of any size.
 */

import type { SimulatedPosture } from '../../core/model/simulated-sitter.ts'
import { Random } from '../random.ts'
import { type Act, actsOfBout } from './acts.ts'
import { type Body, drawBody } from './body.ts'
import { uprightLoads } from './field.ts'
import { partCount, postures } from './posture.ts'
import type { Scenario } from './scenario-schema.ts'
import type { Interval } from './schedule.ts'
import { type Surface, surfaces } from './seat.ts'
import { Sway } from './sway.ts'

/** Sitting down and getting up take about a second, a change of posture a little longer. */
const sitMs = 900
const standMs = 700
const shiftMs = 1400
/** Sliding to another place on the seat: two thirds of the way in this time. */
const slideMs = 300
/** Load left on the seat while pushing up on the arms. */
const reliefLoad = 0.025
/** Tissue and foam settle in the first minutes, and the load gradually moves to the sit bones. */
const settling = 0.03
const settlingS = 90

interface Pose {
  readonly factors: Float64Array
  load: number
  xCm: number
  yCm: number
}

const pose = (): Pose => ({ factors: new Float64Array(partCount), load: 0, xCm: 0, yCm: 0 })

export interface SitterOptions {
  readonly scenario: Scenario
  readonly seed: number
  /** In order of time; consumed as time passes. */
  readonly bouts: Iterator<Interval>
}

export class Sitter {
  readonly body: Body
  readonly surface: Surface
  /** Newtons, order of `bodyParts`; changed by every `advance`. */
  readonly loads = new Float64Array(partCount)
  readonly #scenario: Scenario
  readonly #seed: number
  readonly #bouts: Iterator<Interval>
  readonly #upright: Float64Array
  readonly #swayQuick: Sway
  readonly #swaySlow: Sway
  readonly #foreAft: Sway
  readonly #now = pose()
  readonly #from = pose()
  readonly #target = pose()
  #changeMs = Number.NEGATIVE_INFINITY
  #changeForMs = 1
  #bout: Interval | null = null
  #acts: Iterator<Act> | null = null
  /** State of the schedule, whatever is held from outside. */
  #planned: Act | null = null
  #act: Act | null = null
  #forcedSeat: 'seated' | 'standing' | null = null
  #forcedPosture: SimulatedPosture | null = null
  /** Target and current offset from the usual place, cm. */
  readonly #wanted = { xCm: 0, yCm: 0 }
  readonly #slid = { xCm: 0, yCm: 0 }
  #lastMs = Number.NaN
  #satDownMs = 0

  constructor({ scenario, seed, bouts }: SitterOptions) {
    this.#scenario = scenario
    this.#seed = seed
    this.#bouts = bouts
    this.body = drawBody(new Random(seed, 'body'), scenario.sitter)
    this.surface = surfaces[scenario.surface]
    this.#upright = uprightLoads(this.body, this.surface)
    const random = new Random(seed, 'sway')
    const calm = scenario.sitter.restlessness
    this.#swayQuick = new Sway(random, 0.012 * calm, 2)
    this.#swaySlow = new Sway(random, 0.018 * calm, 80)
    this.#foreAft = new Sway(random, 0.015 * calm, 40)
    this.#bout = this.#nextBout()
  }

  /** On the seat, reliefs included: the true occupancy. */
  get seated(): boolean {
    return this.#act !== null
  }

  /** The current act; null off the seat. */
  get act(): Act | null {
    return this.#act
  }

  /** Offset of the pelvis from the usual place, to the right, cm. */
  get xCm(): number {
    return this.#now.xCm + this.#slid.xCm
  }

  /** The same, forward, cm. */
  get yCm(): number {
    return this.#now.yCm + this.#slid.yCm
  }

  /** Sits down now, whatever the schedule says, until `stand` or `follow`. */
  sit(): void {
    this.#forcedSeat = 'seated'
  }

  stand(): void {
    this.#forcedSeat = 'standing'
  }

  /** Takes this posture and keeps it while seated; null returns to the sitter's own. */
  setPosture(posture: SimulatedPosture | null): void {
    this.#forcedPosture = posture
  }

  /** Moves on the seat, cm to the right and forward of the usual place, in any posture. */
  place(xCm: number, yCm: number): void {
    this.#wanted.xCm = xCm
    this.#wanted.yCm = yCm
  }

  /** Back to the schedule, to the sitter's own postures and usual place. */
  follow(): void {
    this.#forcedSeat = null
    this.#forcedPosture = null
    this.place(0, 0)
  }

  /** Advances the sitter to `atMs`, epoch ms, not before the last time. */
  advance(atMs: number): void {
    if (Number.isNaN(this.#lastMs)) this.#lastMs = atMs
    const act = this.#currentAct(atMs)
    if (act !== this.#act) this.#change(act, atMs)
    const stepS = (atMs - this.#lastMs) / 1000
    this.#lastMs = atMs
    this.#blend(atMs)
    this.#slide(stepS)
    this.#load(atMs, stepS)
  }

  #nextBout(): Interval | null {
    const next = this.#bouts.next()
    return next.done === true ? null : next.value
  }

  #currentAct(atMs: number): Act | null {
    while (this.#bout !== null && this.#bout.toMs <= atMs) {
      this.#bout = this.#nextBout()
      this.#acts = null
      this.#planned = null
    }
    if (this.#forcedSeat === 'standing') return null
    const scheduled = this.#bout !== null && this.#bout.fromMs <= atMs
    if (!scheduled && this.#forcedSeat === null) return null
    if (this.#forcedPosture !== null) return this.#held(this.#forcedPosture, atMs)
    return scheduled && this.#bout !== null ? this.#actOf(this.#bout, atMs) : this.#held('upright', atMs)
  }

  /** The act in `bout` at this time; drops earlier ones. */
  #actOf(bout: Interval, atMs: number): Act {
    this.#acts ??= actsOfBout(bout, this.#scenario, this.#seed)
    while (this.#planned === null || this.#planned.toMs <= atMs) {
      const next = this.#acts.next()
      if (next.done === true) return this.#held('upright', atMs)
      this.#planned = next.value
    }
    return this.#planned
  }

  #held(posture: SimulatedPosture, atMs: number): Act {
    const now = this.#act
    if (now?.posture === posture && now.toMs === Number.POSITIVE_INFINITY) return now
    return { kind: 'posture', posture, over: posture, depth: 1, fromMs: atMs, toMs: Number.POSITIVE_INFINITY }
  }

  /** Starts moving from the current place. */
  #change(act: Act | null, atMs: number): void {
    const { factors } = this.#now
    this.#from.factors.set(factors)
    this.#from.load = this.#now.load
    this.#from.xCm = this.#now.xCm
    this.#from.yCm = this.#now.yCm
    const sitting = this.#act === null && act !== null
    if (sitting) this.#satDownMs = atMs
    this.#act = act
    // The act started between the last step and this one.
    this.#changeMs = act === null ? atMs : Math.max(act.fromMs, this.#lastMs)
    this.#changeForMs = act === null ? standMs : sitting ? sitMs : shiftMs
    if (act === null) {
      this.#target.load = 0
      return
    }
    this.#aim(act)
    if (!sitting) return
    // Nobody slides while sitting down: only the load grows.
    this.#from.factors.set(this.#target.factors)
    this.#from.xCm = this.#target.xCm
    this.#from.yCm = this.#target.yCm
  }

  /** A move scales the posture below it, so a lean takes the same share off whatever the side carried. */
  #aim(act: Act): void {
    const base = postures[act.over]
    const target = this.#target
    target.factors.set(base.factors)
    target.load = act.kind === 'pressure-relief' ? reliefLoad : 1
    target.xCm = base.xCm
    target.yCm = base.yCm
    if (act.kind !== 'weight-shift' && act.kind !== 'fidget') return
    const move = postures[act.posture]
    for (let part = 0; part < partCount - 1; part++) {
      const change = act.depth * ((move.factors[part] ?? 1) - 1)
      target.factors[part] = (target.factors[part] ?? 0) * Math.max(0.05, 1 + change)
    }
    target.xCm += act.depth * move.xCm
    target.yCm += act.depth * move.yCm
  }

  #blend(atMs: number): void {
    const now = this.#now
    const passed = Math.min((atMs - this.#changeMs) / this.#changeForMs, 1)
    const s = passed * passed * (3 - 2 * passed)
    const mix = (from: number, to: number) => (passed >= 1 ? to : from + s * (to - from))
    for (let part = 0; part < partCount; part++) {
      now.factors[part] = mix(this.#from.factors[part] ?? 0, this.#target.factors[part] ?? 0)
    }
    now.load = mix(this.#from.load, this.#target.load)
    now.xCm = mix(this.#from.xCm, this.#target.xCm)
    now.yCm = mix(this.#from.yCm, this.#target.yCm)
  }

  /** A sitter off the seat will sit down there at once. */
  #slide(stepS: number): void {
    const part = this.#act === null ? 1 : 1 - Math.exp((-1000 * stepS) / slideMs)
    this.#slid.xCm += (this.#wanted.xCm - this.#slid.xCm) * part
    this.#slid.yCm += (this.#wanted.yCm - this.#slid.yCm) * part
  }

  #load(atMs: number, stepS: number): void {
    const lean = this.#swayQuick.step(stepS) + this.#swaySlow.step(stepS)
    const back = this.#foreAft.step(stepS)
    const { factors, load } = this.#now
    if (load === 0) {
      this.loads.fill(0)
      return
    }
    const seconds = atMs / 1000
    const breathing = 0.006 * Math.sin(2 * Math.PI * 0.24 * (seconds % 3600))
    const settled = 1 - settling * Math.exp(-(atMs - this.#satDownMs) / 1000 / settlingS)
    const level = load * settled * (1 + breathing)
    for (let part = 0; part < partCount; part++) {
      // Even parts are left, odd ones right; the last is the sacrum, preceded by the two thighs.
      const side = part === partCount - 1 ? 0 : part % 2 === 0 ? lean : -lean
      const along = part < partCount - 3 ? back : -back
      const moved = Math.max(0, 1 + side + along)
      this.loads[part] = level * moved * (factors[part] ?? 0) * (this.#upright[part] ?? 0)
    }
  }
}

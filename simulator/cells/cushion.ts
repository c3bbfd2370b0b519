/**
 * Sitter and cells together: simulated time in, counts and ground truth out. The whole physics, without protocol, clock or
 * timer; used by the virtual board, the past days and the benchmarks.
 */

import type { SimulatedPosture } from '../../core/model/simulated-sitter.ts'
import { Zone } from '../../core/time/zone.ts'
import type { LayoutCell } from '../../firmware-protocol/layout.ts'
import { PressureField } from '../body/field.ts'
import { liveBouts } from '../body/live-schedule.ts'
import type { Scenario } from '../body/scenario-schema.ts'
import type { Interval } from '../body/schedule.ts'
import { Sitter } from '../body/sitter.ts'
import { type Thing, Things } from '../body/things.ts'
import { Random } from '../random.ts'
import type { CellFault } from './fault.ts'
import { FsrArray } from './fsr.ts'
import { drawPart, type FsrPart, type FsrSpread, usualSpread } from './fsr-part.ts'
import { type Trouble, Troubles } from './trouble.ts'

export interface SimLayout {
  readonly cells: readonly LayoutCell[]
}

/** The true values, before any sensor. */
export interface Truth {
  readonly atMs: number
  /** True pressure at the place of each cell; where the sitter has slipped, at the usual place on the body. */
  readonly kpa: readonly number[]
  /** On the seat, pressure reliefs included. */
  readonly occupied: boolean
  /** A thing lies on the cushion. */
  readonly object: boolean
  /** Null off the seat. */
  readonly posture: SimulatedPosture | null
  /** The sitter's current act, with its full start and end; null off the seat. */
  readonly act: {
    readonly kind: 'posture' | 'weight-shift' | 'pressure-relief' | 'fidget'
    readonly fromMs: number
    /** Infinity while a posture is held from outside. */
    readonly toMs: number
  } | null
  /** Area-weighted means over the cells of each ischial zone. */
  readonly leftKpa: number
  readonly rightKpa: number
}

/** Before the first frame. */
export const emptySeatAt = (atMs: number, cells: number): Truth => ({
  atMs,
  occupied: false,
  object: false,
  posture: null,
  act: null,
  kpa: new Array<number>(cells).fill(0),
  leftKpa: 0,
  rightKpa: 0,
})

export interface CushionModelOptions {
  readonly scenario: Scenario
  /** The same seed is the same person and the same eight parts. */
  readonly seed: number
  readonly layout: SimLayout
  /** Start of the live schedule; not used with `bouts`. */
  readonly startMs: number
  readonly bits?: number
  /** IANA zone of the office day; default UTC. */
  readonly zone?: string
  /** The caller's bouts instead of the live schedule, in order of time. */
  readonly bouts?: Iterable<Interval>
  /** Different parts, for instance a stress case of creep. */
  readonly spread?: Partial<FsrSpread>
  /** What lies on the cushion, in order of time, one at a time. */
  readonly things?: readonly Thing[]
  readonly trouble?: Trouble
}

interface CushionStep {
  readonly counts: number[]
  readonly truth: Truth
}

export interface CushionModel {
  readonly sitter: Sitter
  /** The exact parts. */
  readonly parts: readonly FsrPart[]
  readonly fullScale: number
  /** Advances to `atMs`, epoch ms, not before the last time. */
  step(atMs: number): CushionStep
  /** The same without recording the truth, which is faster for past days. */
  counts(atMs: number): number[]
  setFault(cell: number, fault: CellFault | null): void
  /** Puts a weight on one cell, through a stamp no larger than it, in addition to any sitter; null or 0 removes it. */
  placeWeight(cell: number, massG: number | null): void
}

export function createCushionModel(options: CushionModelOptions): CushionModel {
  const { scenario, seed, layout } = options
  const spread = { ...usualSpread, ...options.spread }
  const bouts =
    options.bouts ?? liveBouts({ scenario, seed, zone: new Zone(options.zone ?? 'UTC') }, options.startMs)
  const sitter = new Sitter({ scenario, seed, bouts: bouts[Symbol.iterator]() })
  const field = new PressureField(layout.cells, sitter.body, sitter.surface)
  const parts = drawParts(seed, layout, spread)
  const things = new Things(layout.cells, options.things ?? [], seed)
  const troubles = options.trouble === undefined ? null : new Troubles(layout.cells, options.trouble, seed)
  const cells = new FsrArray({
    parts,
    areasCm2: layout.cells.map((cell) => cell.areaCm2),
    spread,
    bits: options.bits ?? 10,
    random: new Random(seed, 'noise'),
    gains: troubles?.gains ?? null,
  })
  const kpa = new Float64Array(layout.cells.length)
  const sensedKpa = new Float64Array(layout.cells.length)
  const weightKpa = new Float64Array(layout.cells.length)
  const left = zoneMean(layout, 'left-ischium')
  const right = zoneMean(layout, 'right-ischium')
  let lastMs = Number.NaN

  /** Pressures below a sitter who slipped by so much. */
  const press = (into: Float64Array, atMs: number, slipped = { xCm: 0, yCm: 0 }): void => {
    field.place(sitter.xCm + slipped.xCm, sitter.yCm + slipped.yCm)
    field.pressures(sitter.loads, into)
    for (let i = 0; i < into.length; i++) into[i] = (into[i] ?? 0) + (weightKpa[i] ?? 0)
    things.addTo(into, atMs)
  }
  const counts = (atMs: number): number[] => {
    const stepS = Number.isNaN(lastMs) ? 0 : (atMs - lastMs) / 1000
    lastMs = atMs
    sitter.advance(atMs)
    press(kpa, atMs)
    if (troubles === null) return cells.step(kpa, stepS)
    troubles.step(atMs, stepS, sitter.seated)
    press(sensedKpa, atMs, troubles.slipped)
    troubles.sensed(sensedKpa, atMs)
    return cells.step(sensedKpa, stepS)
  }
  const truth = (atMs: number): Truth => ({
    atMs,
    kpa: Array.from(kpa),
    occupied: sitter.seated,
    object: things.present,
    posture: sitter.act?.posture ?? null,
    act: sitter.act && { kind: sitter.act.kind, fromMs: sitter.act.fromMs, toMs: sitter.act.toMs },
    leftKpa: left(kpa),
    rightKpa: right(kpa),
  })
  return {
    sitter,
    parts,
    fullScale: cells.fullScale,
    step: (atMs) => ({ counts: counts(atMs), truth: truth(atMs) }),
    counts,
    setFault: (cell, fault) => cells.setFault(cell, fault),
    placeWeight: (cell, massG) => {
      const areaCm2 = layout.cells[cell]?.areaCm2
      if (areaCm2 !== undefined) weightKpa[cell] = kpaOfWeight(massG ?? 0, areaCm2)
    },
  }
}

/** 1 N/cm2 is 10 kPa; standard gravity. */
const kpaOfWeight = (massG: number, areaCm2: number): number => (10 * (massG / 1000) * 9.80665) / areaCm2

/** The parts of the cushion with this seed, in every scenario. */
export function drawParts(seed: number, layout: SimLayout, spread: FsrSpread): FsrPart[] {
  const random = new Random(seed, 'parts')
  return layout.cells.map(() => drawPart(random, spread))
}

function zoneMean(layout: SimLayout, zone: LayoutCell['zone']): (kpa: Float64Array) => number {
  const cells = [...layout.cells.entries()].filter(([, cell]) => cell.zone === zone)
  const area = cells.reduce((sum, [, cell]) => sum + cell.areaCm2, 0)
  return (kpa) => {
    let force = 0
    for (const [index, cell] of cells) force += (kpa[index] ?? 0) * cell.areaCm2
    return area > 0 ? force / area : 0
  }
}

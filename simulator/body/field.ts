/**
 * The pressure field of a seated body over the seat plane: true kPa at any point, from the load of each body part.
 * Each part presses over an ellipse with a flat middle and a steep rim, `1 - r^4`; a sit bone adds a paraboloid
 * `1 - r^2` on top. Loads are in newtons, and each part's pressure adds up to its load.
 */
import type { Body } from './body.ts'
import { partCount } from './posture.ts'
import type { Surface } from './seat.ts'

export interface SeatPoint {
  readonly xCm: number
  readonly yCm: number
}

const gravity = 9.81
/** Share of body weight on the seat, upright, feet on the floor, arms on the desk. */
const seatShare = 0.5

interface Patch {
  readonly xCm: number
  readonly yCm: number
  readonly radiusXCm: number
  readonly radiusYCm: number
  readonly shape: 'plateau' | 'peak'
}

/** Upright load of each body part, N, in the order of `bodyParts`; the sacrum's entry is the whole load on the seat. */
export function uprightLoads(body: Body, surface: Surface): Float64Array {
  const total = body.massKg * gravity * seatShare
  const left = total * body.leftShare
  const right = total - left
  return Float64Array.of(
    left * surface.ischiumShare,
    right * surface.ischiumShare,
    left * surface.buttockShare,
    right * surface.buttockShare,
    left * surface.thighShare,
    right * surface.thighShare,
    total,
  )
}

export class PressureField {
  readonly #points: readonly SeatPoint[]
  readonly #patches: readonly Patch[]
  readonly #body: Body
  /** kPa at a point per newton on a part: row per point. */
  readonly #kernel: Float64Array
  #x = Number.NaN
  #y = Number.NaN

  constructor(points: readonly SeatPoint[], body: Body, surface: Surface) {
    this.#points = points
    this.#body = body
    this.#patches = patchesOf(body, surface)
    this.#kernel = new Float64Array(points.length * partCount)
  }

  /** Moves the pelvis, cm from the person's usual place. Cheap when nothing moved. */
  place(xCm: number, yCm: number): void {
    if (xCm === this.#x && yCm === this.#y) return
    this.#x = xCm
    this.#y = yCm
    const originX = this.#body.offsetXCm + xCm
    const originY = this.#body.offsetYCm + yCm
    for (const [index, point] of this.#points.entries()) {
      for (const [part, patch] of this.#patches.entries()) {
        const dx = (point.xCm - originX - patch.xCm) / patch.radiusXCm
        const dy = (point.yCm - originY - patch.yCm) / patch.radiusYCm
        this.#kernel[index * partCount + part] = patchKpaPerN(patch, dx * dx + dy * dy)
      }
    }
  }

  /** kPa at every point for these loads (N, order of `bodyParts`), written into `kpa`. */
  pressures(loads: Float64Array, kpa: Float64Array): void {
    const kernel = this.#kernel
    let at = 0
    for (let i = 0; i < kpa.length; i++) {
      let sum = 0
      for (let part = 0; part < partCount; part++) sum += (kernel[at++] ?? 0) * (loads[part] ?? 0)
      kpa[i] = sum
    }
  }
}

/** Volume under `1 - r^4` is 2/3, under `1 - r^2` 1/2 of the ellipse's area; 1 N/cm2 is 10 kPa. */
function patchKpaPerN(patch: Patch, r2: number): number {
  if (r2 >= 1) return 0
  const area = Math.PI * patch.radiusXCm * patch.radiusYCm
  return patch.shape === 'plateau' ? (15 * (1 - r2 * r2)) / area : (20 * (1 - r2)) / area
}

function patchesOf(body: Body, surface: Surface): Patch[] {
  // Contact area grows with mass^0.4, so pressure grows only with mass^0.6.
  const build = (body.massKg / 75) ** 0.2
  const spread = build * surface.spread
  const ischium = patch('peak', [body.ischiumXCm, 0], [surface.ischiumRadiusCm * build])
  const buttock = patch('plateau', [body.ischiumXCm + 0.2, -1], [7 * spread, 8.5 * spread])
  const thigh = patch('plateau', [body.ischiumXCm + 0.9, 14], [5 * spread, 9 * spread])
  const sacrum = patch('plateau', [0, -9], [5 * spread, 4 * spread])
  return [mirrored(ischium), ischium, mirrored(buttock), buttock, mirrored(thigh), thigh, sacrum]
}

const mirrored = (right: Patch): Patch => ({ ...right, xCm: -right.xCm })

const patch = (
  shape: Patch['shape'],
  [xCm, yCm]: readonly [number, number],
  [radiusXCm, radiusYCm = radiusXCm]: readonly [number, number?],
): Patch => ({ shape, xCm, yCm, radiusXCm, radiusYCm })

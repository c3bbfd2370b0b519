/**
 * Seat surfaces: how a sitter's weight spreads over buttocks, sit bones and thighs. The softer the seat, the wider
 * the contact and the smaller the share that the sit bones carry. Shares and radii are chosen so that a 75 kg sitter's ischial
 * zone matches the literature: soft foam 5-11 kPa, firm office seat 11-20, wood 20-40.
 */
import type { SimulatedSurface } from '../../core/model/simulated-sitter.ts'

export interface Surface {
  /** Name in a calibration file. */
  readonly title: string
  /** Contact radii relative to office foam. */
  readonly spread: number
  /** Shares of the load on the seat: sit bones (added to the buttocks around them), buttocks, thighs. Sum 1. */
  readonly ischiumShare: number
  readonly buttockShare: number
  readonly thighShare: number
  /** Radius of the peak below a sit bone of a 75 kg sitter, cm. */
  readonly ischiumRadiusCm: number
}

export const surfaces: Readonly<Record<SimulatedSurface, Surface>> = {
  'soft-foam': {
    title: 'soft foam',
    spread: 1.12,
    ischiumShare: 0.02,
    buttockShare: 0.62,
    thighShare: 0.36,
    ischiumRadiusCm: 5,
  },
  'office-foam': {
    title: 'office foam',
    spread: 1,
    ischiumShare: 0.09,
    buttockShare: 0.64,
    thighShare: 0.27,
    ischiumRadiusCm: 4.5,
  },
  firm: {
    title: 'firm seat',
    spread: 0.95,
    ischiumShare: 0.11,
    buttockShare: 0.64,
    thighShare: 0.25,
    ischiumRadiusCm: 4,
  },
  wood: {
    title: 'wood',
    spread: 0.85,
    ischiumShare: 0.2,
    buttockShare: 0.6,
    thighShare: 0.2,
    ischiumRadiusCm: 3.4,
  },
}

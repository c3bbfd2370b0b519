/** A tolerance as a list of figures, and the ones that cushions start with. Without zod, for the page. */
import type { Tolerance } from './schemas/tolerance.ts'
import { limitFields, type ToleranceField } from './tolerance-bounds.ts'

export * from './tolerance-bounds.ts'

/** The limits of the simulated sitter. The page offers its figures when a person switches a limit on. */
export const startingTolerance: Tolerance = {
  v: 1,
  stage: 'settled',
  boutMin: 45,
  dayMin: 360,
  left: { loadKpaMin: 500, pressureKpa: 20 },
  right: { loadKpaMin: 500, pressureKpa: 20 },
  holdS: 120,
  offloadKpa: 2,
  recoveryHalfTimeMin: 10,
  breakMin: 2,
  alertAfterMin: 0,
}

/** For a new cushion: no limit is in force until a person sets one, and nothing rises until that person is settled. */
export const nothingWatched: Tolerance = {
  ...startingTolerance,
  stage: 'reactive',
  boutMin: null,
  dayMin: null,
  left: { loadKpaMin: null, pressureKpa: null },
  right: { loadKpaMin: null, pressureKpa: null },
}

export function fieldOf(tolerance: Tolerance, field: ToleranceField): number | null {
  switch (field) {
    case 'left.loadKpaMin':
      return tolerance.left.loadKpaMin
    case 'left.pressureKpa':
      return tolerance.left.pressureKpa
    case 'right.loadKpaMin':
      return tolerance.right.loadKpaMin
    case 'right.pressureKpa':
      return tolerance.right.pressureKpa
    default:
      return tolerance[field]
  }
}

export const watchesAnything = (tolerance: Tolerance): boolean =>
  limitFields.some((limit) => fieldOf(tolerance, limit) !== null)

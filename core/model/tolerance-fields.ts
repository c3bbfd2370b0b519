/** A tolerance read and begun by its figures. Without zod, for the page. */
import type { Tolerance } from './schemas/tolerance.ts'
import type { ToleranceField } from './tolerance-bounds.ts'

export * from './tolerance-bounds.ts'

/** Of a new cushion: the example of the design, a starting point that the sitter changes. */
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

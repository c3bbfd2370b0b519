/** The drawings of the guide by file name. */
import { placement } from './placement.ts'
import { fsr8Wiring, gridWiring } from './wiring.ts'

export const drawings: Readonly<Record<string, () => string>> = {
  'wiring-fsr8.svg': fsr8Wiring,
  'wiring-grid4x4.svg': gridWiring,
  'placement.svg': placement,
}

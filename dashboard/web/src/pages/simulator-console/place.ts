/** Offset of the simulated sitter from their usual place, cm to their right and forward. Pure. */

import type { SimulatorSetup } from '../../../../../contract/simulator-console.ts'
import { placeBounds } from '../../../../../core/model/simulated-sitter.ts'

export type Place = SimulatorSetup['place']

const stepCm = 0.5

const bounded = (value: number, [low, high]: readonly [number, number]): number =>
  Math.round(Math.min(high, Math.max(low, value)) * 10) / 10

/** Limited to the seat, in millimetres. */
export const within = ({ xCm, yCm }: Place): Place => ({
  xCm: bounded(xCm, placeBounds.xCm),
  yCm: bounded(yCm, placeBounds.yCm),
})

/** Moves half a centimetre for an arrow key; null for other keys. */
export function moved({ xCm, yCm }: Place, key: string): Place | null {
  switch (key) {
    case 'ArrowLeft':
      return within({ xCm: xCm - stepCm, yCm })
    case 'ArrowRight':
      return within({ xCm: xCm + stepCm, yCm })
    case 'ArrowUp':
      return within({ xCm, yCm: yCm + stepCm })
    case 'ArrowDown':
      return within({ xCm, yCm: yCm - stepCm })
    default:
      return null
  }
}

/** `2.5 cm to the right, 1 cm back`. */
export function placeWords({ xCm, yCm }: Place): string {
  const words = [
    ...(xCm === 0 ? [] : [`${Math.abs(xCm)} cm to the ${xCm > 0 ? 'right' : 'left'}`]),
    ...(yCm === 0 ? [] : [`${Math.abs(yCm)} cm ${yCm > 0 ? 'forward' : 'back'}`]),
  ]
  return words.length === 0 ? 'at their usual place' : words.join(', ')
}

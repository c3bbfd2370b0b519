/**
 * In-chair movement (ours): the centre of pressure moves by more than 1.5 cm and stays there for >= 2 s; the next 5 s count none.
 */
import { z } from 'zod'

const moveCm = 1.5
const stayMs = 2000
const refractoryMs = 5000

export const movementSchema = z.object({
  anchor: z.object({ x: z.number(), y: z.number() }).nullable(),
  awaySinceMs: z.number().nullable(),
  deafUntilMs: z.number(),
})
export type MovementState = z.infer<typeof movementSchema>
export const freshMovement = (): MovementState => ({ anchor: null, awaySinceMs: null, deafUntilMs: 0 })

/** One sample of a seated person's centre of pressure (cm). Returns the start of a movement that is now complete, or null. */
export function stepMovement(
  state: MovementState,
  { atMs, x, y }: { atMs: number; x: number; y: number },
): number | null {
  if (Number.isNaN(x) || Number.isNaN(y)) return null
  const { anchor } = state
  if (anchor === null) {
    state.anchor = { x, y }
    return null
  }
  if (Math.hypot(x - anchor.x, y - anchor.y) <= moveCm || atMs < state.deafUntilMs) {
    state.awaySinceMs = null
    return null
  }
  if (state.awaySinceMs === null) {
    state.awaySinceMs = atMs
    return null
  }
  if (atMs - state.awaySinceMs < stayMs) return null
  const began = state.awaySinceMs
  anchor.x = x
  anchor.y = y
  state.awaySinceMs = null
  state.deafUntilMs = atMs + refractoryMs
  return began
}

/** The sitter left, or readings stopped. */
export function endMovement(state: MovementState): void {
  state.anchor = null
  state.awaySinceMs = null
}

/** Which minutes of a window have a summary but no readings any more: those whose raw frames were deleted by age. */
import { readSteps } from '../../../store/frame-steps.ts'
import type { FrameStep, Range, Store } from '../../../store/store.ts'

const minuteMs = 60_000
const minuteOf = (atMs: number): number => Math.floor(atMs / minuteMs) * minuteMs

/** `steps`: what was read of the window. Starts of minutes, in order. */
export async function minutesOnly(
  store: Store,
  { cushion, fromMs, toMs }: Range,
  steps: readonly FrameStep[],
): Promise<readonly number[]> {
  const read = new Set(steps.map(({ atMs }) => minuteOf(atMs)))
  const whole = { cushion, fromMs: minuteOf(fromMs), toMs: minuteOf(toMs - 1) + minuteMs }
  let bare = false
  for (let atMs = whole.fromMs; atMs < whole.toMs; atMs += minuteMs) if (!read.has(atMs)) bare = true
  if (!bare) return []
  const found: number[] = []
  for await (const minutes of store.minutes(whole))
    found.push(...minutes.filter(({ atMs, frames }) => frames > 0 && !read.has(atMs)).map(({ atMs }) => atMs))
  if (found.length === 0 || (whole.fromMs === fromMs && whole.toMs === toMs)) return found
  // The window is shorter than its minutes: their readings may be beside it.
  const beside = await readSteps(store, { ...whole, stepMs: minuteMs })
  const there = new Set(beside.map(({ atMs }) => atMs))
  return found.filter((atMs) => !there.has(atMs))
}

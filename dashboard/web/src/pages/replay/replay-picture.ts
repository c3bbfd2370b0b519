/** What can be shown of one moment: a reading, only its minute, or nothing. Pure. */
import type { Problem } from '../../../../../contract/problem.ts'
import type { ReplayAnswer, ReplayStep } from '../../../../../contract/replay.ts'

export type Picture =
  | { readonly kind: 'reading'; readonly step: ReplayStep; readonly layout: ReplayAnswer['layout'] }
  /** Its readings are no longer kept; the summary of the minute that starts then is. */
  | { readonly kind: 'minute'; readonly atMs: number }
  | { readonly kind: 'gap' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'problem'; readonly problem: Problem }

const minuteMs = 60_000

/** A reading stands until the next one, for `heldMs` at the longest: nothing is drawn over a gap. */
export function pictureIn(
  { steps, stepMs, minutesOnly, layout }: Pick<ReplayAnswer, 'steps' | 'stepMs' | 'minutesOnly' | 'layout'>,
  atMs: number,
  heldMs: number,
): Picture {
  const step = steps.findLast((one) => one.atMs <= atMs)
  if (step !== undefined && atMs < step.atMs + Math.max(stepMs, heldMs))
    return { kind: 'reading', step, layout }
  const minute = Math.floor(atMs / minuteMs) * minuteMs
  return minutesOnly.includes(minute) ? { kind: 'minute', atMs: minute } : { kind: 'gap' }
}

/** Would it be drawn the same? */
export function isSamePicture(a: Picture, b: Picture): boolean {
  if (a.kind === 'reading' && b.kind === 'reading') return a.step === b.step
  if (a.kind === 'minute' && b.kind === 'minute') return a.atMs === b.atMs
  if (a.kind === 'problem' && b.kind === 'problem') return a.problem === b.problem
  return a.kind === b.kind
}

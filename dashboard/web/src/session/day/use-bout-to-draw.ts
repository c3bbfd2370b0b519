/** The bout that is drawn beside the stored ones: the running one, or one that has just ended. */
import { useRef } from 'preact/hooks'
import { notYetStored, type RunningBout, type Span, type StoredBout } from './day-shape.ts'

interface BoutToDraw {
  readonly running: RunningBout | null
  readonly bouts: readonly StoredBout[]
  readonly range: Span
}

export function useBoutToDraw({ running, bouts, range }: BoutToDraw): RunningBout | null {
  const last = useRef<RunningBout | null>(null)
  if (running !== null) last.current = running
  return running ?? notYetStored(last.current, { bouts, range })
}

/**
 * Puts live readings on the screen, at most one per animation frame, always the newest. `shown` acknowledges a reading; the
 * server sends the next one only then. A hidden page draws nothing but keeps taking readings.
 */
import type { Live } from '../../../../../core/model/schemas/live.ts'

export interface LiveFeed {
  offer(live: Live, shown?: () => void): void
  /** The cushion changed: drop the waiting reading. */
  clear(): void
  start(): void
  stop(): void
}

/** The parts of a window that the feed needs. */
export interface FrameSource {
  readonly hidden: () => boolean
  requestFrame(draw: () => void): number
  cancelFrame(request: number): void
  /** Calls back when the page is hidden or shown; returns a function that stops this. */
  onVisibility(changed: () => void): () => void
}

export const framesOf = (window: Window & typeof globalThis): FrameSource => ({
  hidden: () => window.document.hidden,
  requestFrame: (draw) => window.requestAnimationFrame(draw),
  cancelFrame: (request) => window.cancelAnimationFrame(request),
  onVisibility(changed) {
    window.document.addEventListener('visibilitychange', changed)
    return () => window.document.removeEventListener('visibilitychange', changed)
  },
})

export function liveFeed(frames: FrameSource, show: (live: Live) => void): LiveFeed {
  let waiting: Live | null = null
  let waitingShown: (() => void) | null = null
  let request: number | null = null
  let endVisibility: (() => void) | null = null

  const acknowledge = (): void => {
    const shown = waitingShown
    waitingShown = null
    shown?.()
  }
  const draw = (): void => {
    request = null
    const live = waiting
    waiting = null
    if (live !== null) show(live)
    acknowledge()
  }
  const cancel = (): void => {
    if (request !== null) frames.cancelFrame(request)
    request = null
  }
  const schedule = (): void => {
    if (frames.hidden()) {
      // No frame will come: acknowledge the reading, or the server would wait for this page.
      cancel()
      acknowledge()
    } else if (request === null && waiting !== null) request = frames.requestFrame(draw)
  }
  return {
    offer(live, shown) {
      waiting = live
      waitingShown = shown ?? null
      schedule()
    },
    clear() {
      waiting = null
      acknowledge()
    },
    start() {
      endVisibility ??= frames.onVisibility(schedule)
    },
    stop() {
      endVisibility?.()
      endVisibility = null
      cancel()
    },
  }
}

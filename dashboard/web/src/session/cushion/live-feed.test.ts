import { describe, expect, it } from 'vitest'
import type { Live } from '../../../../../core/model/schemas/live.ts'
import { liveFeed } from './live-feed.ts'

const reading = (seq: number): Live => ({
  v: 1,
  atMs: seq,
  seq,
  kpa: [],
  relative: null,
  leftPpiKpa: null,
  rightPpiKpa: null,
  leftErrorKpa: null,
  rightErrorKpa: null,
  leftRelative: null,
  rightRelative: null,
  copX: null,
  copY: null,
  occupancy: 'unknown',
})

function screen() {
  const draws = new Map<number, () => void>()
  const drawn: number[] = []
  const seen: number[] = []
  let hidden = false
  let changed: (() => void) | null = null
  let requests = 0
  const feed = liveFeed(
    {
      hidden: () => hidden,
      requestFrame(draw) {
        requests += 1
        draws.set(requests, draw)
        return requests
      },
      cancelFrame: (request) => draws.delete(request),
      onVisibility(callback) {
        changed = callback
        return () => {
          changed = null
        }
      },
    },
    (live) => drawn.push(live.seq),
  )
  feed.start()
  return {
    feed,
    drawn,
    seen,
    waiting: () => draws.size,
    offer: (seq: number) => feed.offer(reading(seq), () => seen.push(seq)),
    frame() {
      const due = [...draws.values()]
      draws.clear()
      for (const draw of due) draw()
    },
    hide(value: boolean) {
      hidden = value
      changed?.()
    },
  }
}

describe('live readings on the screen', () => {
  it('draws once a frame, the newest, and says so only then', () => {
    const page = screen()
    page.offer(1)
    page.offer(2)
    expect([page.waiting(), page.drawn, page.seen]).toEqual([1, [], []])
    page.frame()
    expect([page.drawn, page.seen]).toEqual([[2], [2]])
    page.frame()
    expect(page.drawn).toEqual([2])
  })
  it('a hidden page draws nothing and keeps no server waiting; shown again it draws the newest', () => {
    const page = screen()
    page.offer(1)
    page.hide(true)
    expect([page.waiting(), page.seen]).toEqual([0, [1]])
    page.offer(2)
    expect([page.drawn, page.seen]).toEqual([[], [1, 2]])
    page.hide(false)
    page.frame()
    expect(page.drawn).toEqual([2])
  })
  it('another cushion or the end draws nothing old', () => {
    const page = screen()
    page.offer(1)
    page.feed.clear()
    page.frame()
    expect(page.drawn).toEqual([])
    page.offer(2)
    page.feed.stop()
    expect(page.waiting()).toBe(0)
  })
})

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Coalescer } from './coalescer.ts'

describe('newest value, at most ten a second', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  const run = (everyMs: number, count: number) => {
    const sent: { value: number; atMs: number }[] = []
    const coalescer = new Coalescer<number>({
      everyMs: 100,
      send: (_, value) => sent.push({ value, atMs: performance.now() }),
    })
    const startedMs = performance.now()
    for (let i = 0; i < count; i += 1) {
      coalescer.offer('a', performance.now())
      vi.advanceTimersByTime(everyMs)
    }
    vi.advanceTimersByTime(1000)
    return { sent, perS: (1000 * (sent.length - 1)) / ((sent.at(-1)?.atMs ?? 0) - startedMs) }
  }

  it.each([10, 20, 42, 50, 53, 91])(
    'one each %i ms: whatever goes is fresh, also after a late one',
    (everyMs) => {
      const { sent, perS } = run(everyMs, 200)
      expect(sent.slice(0, -1).filter(({ value, atMs }) => value !== atMs)).toEqual([])
      expect(perS).toBeLessThanOrEqual(10.2)
      expect(perS).toBeGreaterThan(5)
    },
  )
  it.each([1, 7, 16, 33, 90])('one each %i ms: never more than ten a second in the mean', (everyMs) => {
    expect(run(everyMs, 1000).perS).toBeLessThanOrEqual(10.2)
  })
  it('ten a second and slower: all of them go', () => {
    expect(run(100, 50).sent).toHaveLength(50)
    expect(run(250, 50).sent).toHaveLength(50)
  })
  it('the last value always arrives, keys do not wait for each other, nothing after stop', () => {
    const sent: string[] = []
    const superseded = vi.fn()
    const coalescer = new Coalescer<number>({
      everyMs: 100,
      send: (key, value) => sent.push(`${key}${value}`),
      onSuperseded: superseded,
    })
    for (const value of [1, 2, 3]) for (const key of ['a', 'b']) coalescer.offer(key, value)
    vi.advanceTimersByTime(200)
    expect(sent).toEqual(['a1', 'b1', 'a3', 'b3'])
    expect(superseded).toHaveBeenCalledTimes(2)
    coalescer.offer('a', 4)
    coalescer.offer('a', 5)
    coalescer.stop()
    vi.advanceTimersByTime(1000)
    expect(sent).toEqual(['a1', 'b1', 'a3', 'b3'])
  })
})

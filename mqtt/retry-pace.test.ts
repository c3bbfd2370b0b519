import { expect, it } from 'vitest'
import { RetryPace } from './retry-pace.ts'

const away = { stoodMs: null, takenOver: false }
const dropped = { stoodMs: 5, takenOver: false }
const steady = { stoodMs: 3_600_000, takenOver: false }
const waits = (pace: RetryPace, ended: Parameters<RetryPace['next']>[0], n: number) =>
  Array.from({ length: n }, () => pace.next(ended))

it('a broker that is away is tried soon, and then each 10 s', () => {
  expect(waits(new RetryPace(), away, 8)).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000])
})

it('a broker that takes a connection and drops it at once is left alone longer and longer', () => {
  const pace = new RetryPace()
  expect(waits(pace, dropped, 9).slice(-3)).toEqual([16_000, 32_000, 60_000])
  expect(pace.dropped).toBe(9)
  pace.next(away)
  expect(pace.dropped).toBe(0)
})

it('a long connection resets the pace', () => {
  const pace = new RetryPace()
  waits(pace, dropped, 9)
  expect(pace.next(steady)).toBe(250)
})

it.each([
  ['says so', true, 30, 3],
  ['says nothing', false, 150, 15],
])(
  'two programs with one client id, and a broker that %s: they soon leave each other alone',
  (_, takenOver, most, mostIn20S) => {
    const paces = [new RetryPace(), new RetryPace()] as const
    // Each comes back when it has waited, and stands until the other does.
    const due: [number, number] = [0, 100]
    const since: [number, number] = [0, 0]
    let holder: 0 | 1 | null = null
    let thrownOut = 0
    let in20S = 0
    for (;;) {
      const next = due[0] <= due[1] ? 0 : 1
      const nowMs = due[next]
      if (nowMs > 3_600_000) break
      if (holder !== null && holder !== next) {
        thrownOut++
        if (nowMs <= 20_000) in20S++
        due[holder] = nowMs + paces[holder].next({ stoodMs: nowMs - since[holder], takenOver })
      }
      holder = next
      since[next] = nowMs
      due[next] = Number.POSITIVE_INFINITY
    }
    expect(thrownOut).toBeGreaterThan(0)
    expect(thrownOut).toBeLessThan(most)
    // It was 72 with a wait that began anew each time.
    expect(in20S).toBeLessThan(mostIn20S)
  },
)

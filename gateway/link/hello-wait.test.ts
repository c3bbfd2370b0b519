import { describe, expect, it } from 'vitest'
import { HelloWait, type Opening } from './hello-wait.ts'
import { defaultTiming } from './timing.ts'

/** What happens when, in s after the opening, to a board that never answers. */
function course(opening: Opening) {
  const wait = new HelloWait(defaultTiming, opening)
  wait.start(0)
  const asks: number[] = []
  let lateS = Number.NaN
  for (let ms = 0; ms < 120_000; ms += 100) {
    const what = wait.tick(ms)
    if (what === 'ask') asks.push(ms / 1000)
    if (what === 'late') lateS = ms / 1000
    if (what === 'give-up') return { asks, lateS, endS: ms / 1000 }
  }
  throw new Error('never given up')
}

describe('waiting for the hello', () => {
  it('follows clause 4.1 first, and then keeps asking the board that may still be starting', () => {
    const { asks, lateS, endS } = course({ silentBefore: 0, askAtOnce: false })
    expect(asks.slice(0, 4)).toEqual([2.5, 3, 3.5, 4])
    expect(lateS).toBe(4.5)
    expect(asks.slice(4)).toEqual([6.5, 8.5, 10.5, 12.5, 14.5, 16.5])
    expect(endS).toBeGreaterThan(15)
  })

  it('leaves the board in peace for longer at each further opening, up to 15 s', () => {
    const quiet = [0, 1, 2, 3, 4, 50].map(
      (silentBefore) => course({ silentBefore, askAtOnce: false }).asks[0],
    )
    expect(quiet).toEqual([2.5, 5, 10, 15, 15, 15])
  })

  it('asks a board on the network at once, however often it was silent', () => {
    for (const silentBefore of [0, 4]) {
      const { asks, lateS, endS } = course({ silentBefore, askAtOnce: true })
      expect([asks[0], lateS]).toEqual([0, 2])
      expect(endS).toBeGreaterThanOrEqual(15)
    }
  })
})

import { describe, expect, it } from 'vitest'
import { stopwatch } from './stopwatch.ts'

const start = Date.parse('2026-03-02T09:00:00.000Z')

describe('a stopwatch', () => {
  it('goes on while a laptop sleeps, and when the wall clock is set back', () => {
    let [wallMs, monotonicMs] = [start, 0]
    const ms = stopwatch({ wallMs: () => wallMs, monotonicMs: () => monotonicMs })
    wallMs += 3_600_000
    monotonicMs += 2_000
    expect(ms()).toBe(3_600_000)
    wallMs = start - 60_000
    expect(ms()).toBe(2_000)
  })
})

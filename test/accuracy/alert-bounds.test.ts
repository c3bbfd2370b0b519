import { describe, expect, it } from 'vitest'
import { AlertBounds } from './alert-bounds.ts'
import type { RaisedAlert } from './truth-chain.ts'

const minMs = 60_000
/** Used fraction of the left load, and of the left pressure, minute by minute with straight lines between. */
function bounds(load: readonly number[], pressure: readonly number[] = [0]): AlertBounds {
  const made = new AlertBounds(120)
  const at = (list: readonly number[], ms: number): number => {
    const i = Math.floor(ms / minMs)
    const from = list[i] ?? list.at(-1) ?? 0
    return from + ((list[i + 1] ?? from) - from) * ((ms % minMs) / minMs)
  }
  for (let ms = 0; ms <= minMs * Math.max(load.length, pressure.length); ms += 1000) {
    made.step(ms, [0, 0, at(load, ms), 0, at(pressure, ms), 0])
  }
  return made
}
const raised = (min: number, level: string, kind: 'load' | 'pressure' = 'load'): RaisedAlert => ({
  atMs: min * minMs,
  kind,
  side: 'left',
  level,
})
const kinds = ['load', 'pressure']

describe('the bounds of alerts', () => {
  it('an alert is due once the truth is a tenth beyond the limit, and may come from a tenth below on', () => {
    // Warning: may from 0.81 (8.1 min), has to by 0.99 (9.9 min). Exceeded: from 0.9, never due at 1.05.
    const made = bounds([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.05, 1.05])
    expect(made.missed([], kinds)).toBe(1)
    expect(made.missed([raised(8.2, 'warning')], kinds)).toBe(0)
    expect(made.missed([raised(11, 'warning')], kinds)).toBe(1)
    expect(made.wrong([raised(8.2, 'warning'), raised(9.5, 'exceeded')])).toBe(0)
    expect(made.wrong([raised(6, 'warning')])).toBe(1)
    expect(made.wrong([raised(8.9, 'warning'), raised(9.8, 'warning')])).toBe(1)
    expect(made.missed([], ['bout'])).toBe(0)
  })
  it('a second alert is due only when the truth was plainly below where the first is left', () => {
    const first = [raised(1, 'warning'), raised(1.1, 'exceeded')]
    const again = raised(3, 'exceeded')
    const hovering = bounds([0, 1.2, 0.88, 1.2])
    expect(hovering.missed(first, kinds)).toBe(0)
    expect(hovering.wrong([...first, again])).toBe(0)
    const plain = bounds([0, 1.2, 0.78, 1.2])
    expect(plain.missed(first, kinds)).toBe(1)
    expect(plain.missed([...first, again], kinds)).toBe(0)
    const high = bounds([0, 1.2, 1.05, 1.2])
    expect(high.wrong([...first, again])).toBe(1)
  })
  it('a pressure has to be held, and may be reported as exceeded at once', () => {
    const held = bounds([0], [0, 1.2, 1.2, 1.2, 1.2, 0])
    expect(held.missed([], kinds)).toBe(2)
    expect(held.missed([raised(3, 'exceeded', 'pressure')], kinds)).toBe(0)
    expect(held.wrong([raised(3, 'exceeded', 'pressure')])).toBe(0)
    expect(held.wrong([raised(1, 'exceeded', 'pressure')])).toBe(1)
    // Held for 119 s, and given up in the last second.
    const short = bounds([0], [1.2, 1.2, 0])
    expect(short.missed([], kinds)).toBe(0)
    expect(bounds([0], [0, 1.2, 1.2, 0]).missed([], kinds)).toBe(0)
  })
})

import { expect, it } from 'vitest'
import { Hold, LoadClock } from './hold.ts'

it.each([
  ['back', -86_400_000],
  ['forward', 86_400_000],
])('a clock that is set %s interrupts a hold, which would never end or end unmeasured', (_name, byMs) => {
  const zeroCounts = [0, 0]
  const hold = new Hold(
    { cell: 0, step: { kind: 'up', massG: 200, s: 20 }, zeroCounts, saturationCount: 1023 },
    new LoadClock(zeroCounts, 1023),
    1_000_000,
  )
  expect(hold.frame(1_000_100, [300, 0])).toBeNull()
  expect(hold.frame(1_000_200 + byMs, [300, 0])).toMatchObject({ ok: false, problem: 'interrupted' })
})

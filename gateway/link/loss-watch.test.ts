import { expect, it } from 'vitest'
import { LossWatch } from './loss-watch.ts'
import { Tally } from './tally.ts'

function watched() {
  const tally = new Tally()
  const watch = new LossWatch(tally, { windowMs: 10_000, nowMs: 0 })
  let nowMs = 0
  return (good: number, { rejected = 0, lost = 0 } = {}) => {
    tally.frames += good
    tally.framesLost += lost
    for (let i = 0; i < rejected; i++) tally.reject('crc')
    nowMs += 10_000
    return watch.tick(nowMs)
  }
}

it('reports once that lines are broken or missing, and once that they are whole again', () => {
  const window = watched()
  expect(window(100)).toBeNull()
  expect(window(60, { rejected: 15, lost: 25 })).toEqual({ heavy: true, bad: 40, of: 100 })
  expect(window(70, { rejected: 30 })).toBeNull()
  expect(window(100)).toEqual({ heavy: false, bad: 0, of: 100 })
})

it.each([
  ['a few broken lines', 10, { rejected: 4 }],
  ['a small share', 1000, { rejected: 50, lost: 49 }],
])('%s are no cause', (_, good, bad) => {
  expect(watched()(good, bad)).toBeNull()
})

it('does not count what came before', () => {
  const tally = new Tally()
  for (let i = 0; i < 50; i++) tally.reject('crc')
  const watch = new LossWatch(tally, { windowMs: 1000, nowMs: 0 })
  tally.frames += 10
  expect(watch.tick(1000)).toBeNull()
})

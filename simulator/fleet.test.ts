import { expect, it } from 'vitest'
import { presence, reach, usualFleetPlan } from './fleet.ts'

const options = { ...usualFleetPlan, seed: 1 }
const course = (at: (ms: number) => boolean) =>
  Array.from({ length: 36_000 }, (_, i) => (at(i * 100) ? '1' : '0')).join('')

it('the same seed gives the same timetable, another cushion another one', () => {
  const of = (index: number) => {
    const there = presence(options, index)
    return course((ms) => there.at(ms))
  }
  expect(of(3)).toBe(of(3))
  expect(of(3)).not.toBe(of(4))
})

it('cushions join in time, leave and come back; groups are mostly there', () => {
  const shares = Array.from({ length: 40 }, (_, index) => {
    const there = presence(options, index)
    const seen = course((ms) => there.at(ms))
    expect(seen.indexOf('1')).toBeLessThan(52)
    return seen.split('1').length / seen.length
  })
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
  expect(mean).toBeGreaterThan(0.85)
  expect(mean).toBeLessThan(0.99)
  const reached = reach(options, 0)
  expect(course((ms) => reached.at(ms))).toMatch(/1{50,}0{5,}1{50,}/)
})

import { expect, it } from 'vitest'
import { readingAge } from './reading-age.ts'

function aged() {
  const now = { wallMs: 1_000_000, monotonicMs: 5000 }
  const age = readingAge({ wallMs: () => now.wallMs, monotonicMs: () => now.monotonicMs })
  return { now, age }
}

it('counts on from the way of a reading, and a way that cannot be is a wrong clock', () => {
  const { now, age } = aged()
  expect(age.nowS()).toBeNull()
  age.heard(300)
  now.monotonicMs += 1000
  expect(age.nowS()).toBe(1.3)
  age.heard(-5000)
  expect(age.nowS()).toBe(0)
  age.heard(3_600_000)
  expect(age.nowS()).toBe(2)
})

it('a snapshot tells how old its reading is; another cushion begins without one', () => {
  const { now, age } = aged()
  age.restored(60_000)
  // The monotonic clock stops while a laptop sleeps.
  now.wallMs += 30_000
  expect(age.nowS()).toBe(90)
  age.restored(null)
  expect(age.nowS()).toBeNull()
  age.heard(0)
  age.forget()
  expect(age.nowS()).toBeNull()
})

import { expect, it } from 'vitest'
import { Attempts } from './attempts.ts'

const here = { account: 'anna', address: '192.0.2.1' }

/** Tries again as soon as it may, `times` times; gives the waits. */
function fail(attempts: Attempts, attempt: typeof here, times: number): number[] {
  let nowMs = 0
  return Array.from({ length: times }, () => {
    attempts.failed(attempt, nowMs)
    const waitS = attempts.waitS(attempt, nowMs)
    nowMs += waitS * 1000
    return waitS
  })
}

it('a few slips cost nothing, then each failure doubles the wait up to a quarter of an hour', () => {
  expect(fail(new Attempts(), here, 16)).toEqual([
    0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900,
  ])
})

it('the wait passes, and a success ends it', () => {
  const attempts = new Attempts()
  for (let i = 0; i < 6; i++) attempts.failed(here, 0)
  expect(attempts.waitS(here, 0)).toBe(4)
  expect(attempts.waitS(here, 3500)).toBe(1)
  expect(attempts.waitS(here, 4000)).toBe(0)
  attempts.succeeded(here)
  expect(attempts.waitS(here, 0)).toBe(0)
})

it('failures from many addresses slow an account down, at most by a minute', () => {
  const attempts = new Attempts()
  for (let i = 0; i < 500; i++) attempts.failed({ account: 'anna', address: `192.0.2.${i}` }, 0)
  expect(attempts.waitS({ account: 'anna', address: '198.51.100.7' }, 0)).toBe(60)
  expect(attempts.waitS({ account: 'ben', address: '198.51.100.7' }, 0)).toBe(0)
})

it('one address that tries many accounts has to wait, whichever account it names', () => {
  const attempts = new Attempts()
  for (let i = 0; i < 60; i++) attempts.failed({ account: `guess-${i}`, address: here.address }, 0)
  expect(attempts.waitS({ account: 'anybody', address: here.address }, 0)).toBe(900)
})

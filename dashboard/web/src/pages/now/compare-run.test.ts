import { expect, it } from 'vitest'
import { sittingState } from '../../session/testing.ts'
import { type CompareRun, changed, heard, noRun, started } from './compare-run.ts'

const fromMs = Date.parse(sittingState.at)
const sit = (run: CompareRun, seconds: { from: number; to: number }, kpa: number): CompareRun => {
  let now = run
  for (let s = seconds.from; s < seconds.to; s++) {
    const left = { ...sittingState.left, ppiKpa: kpa }
    now = heard(now, { ...sittingState, at: new Date(fromMs + s * 1000).toISOString(), left })
  }
  return now
}
const leave = (run: CompareRun): CompareRun => heard(run, { ...sittingState, occupancy: 'empty' })

it('compares the half minute that has passed with one after the change', () => {
  const change = started(sit(noRun, { from: 0, to: 60 }, 15))
  expect(change.step).toBe('change')
  const done = sit(changed(sit(change, { from: 60, to: 70 }, 12)), { from: 70, to: 101 }, 10)
  if (done.step !== 'done') throw new Error(`the step is ${done.step}`)
  expect(done.results.find(({ name }) => name === 'left')).toMatchObject({
    before: 15,
    after: 10,
    clear: true,
  })
  expect(done.results.find(({ name }) => name === 'right')?.clear).toBe(false)
})

it('waits for half a minute of sitting when there was none, and begins it anew when somebody gets up', () => {
  const waiting = started(leave(sit(noRun, { from: 0, to: 60 }, 15)))
  expect(waiting.step).toBe('before')
  const again = sit(leave(sit(waiting, { from: 60, to: 85 }, 15)), { from: 90, to: 110 }, 15)
  expect(again.step).toBe('before')
  expect(sit(again, { from: 110, to: 125 }, 15).step).toBe('change')
})

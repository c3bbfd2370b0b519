import { expect, it } from 'vitest'
import { readSteps } from './frame-steps.ts'
import type { FrameStep, Store, StoredFrame } from './store.ts'
import { framesFrom, t0 } from './testing.ts'

/** A store that cannot reduce by itself. */
async function reduced(
  frames: readonly StoredFrame[],
  stepMs: number,
  chunk = 7,
): Promise<readonly FrameStep[]> {
  async function* chunks() {
    for (let at = 0; at < frames.length; at += chunk) yield frames.slice(at, at + chunk)
  }
  const store: Pick<Store, 'frames'> = { frames: chunks }
  return await readSteps(store, { cushion: 'desk-1', fromMs: t0, toMs: t0 + 3_600_000, stepMs })
}

const frame = (atMs: number, kpa: StoredFrame['kpa'], counts = [100, 200]): StoredFrame => ({
  atMs: t0 + atMs,
  boot: 1,
  seq: 1,
  boardMs: 0,
  counts,
  kpa,
})

it('means of each step, whatever pieces the frames come in', async () => {
  const frames = framesFrom(t0, 100)
  const steps = await reduced(frames, 1000)
  expect(steps).toHaveLength(10)
  expect(steps[3]).toMatchObject({ atMs: t0 + 3000, frames: 10, counts: null })
  const mean = frames.slice(30, 40).reduce((sum, { kpa }) => sum + (kpa?.[2] ?? 0), 0) / 10
  expect(steps[3]?.kpa?.[2]).toBeCloseTo(mean, 2)
  expect(await reduced(frames, 1000, 1)).toEqual(steps)
})
it('a step without frames is missing, never zero or the one before', async () => {
  const steps = await reduced([frame(0, [1, 2]), frame(950, [3, 4]), frame(5000, [5, 6])], 1000)
  expect(steps).toEqual([
    { atMs: t0, frames: 2, kpa: [2, 3], counts: null },
    { atMs: t0 + 5000, frames: 1, kpa: [5, 6], counts: null },
  ])
})
it('a cell that was left out does not lower the mean, and is unknown when it was left out throughout', async () => {
  const steps = await reduced([frame(0, [1, null]), frame(10, [3, null]), frame(1000, [null, null])], 1000)
  expect(steps.map(({ kpa }) => kpa)).toEqual([
    [2, null],
    [null, null],
  ])
})
it('relative mode has counts and no pressures, also beside calibrated steps', async () => {
  const steps = await reduced(
    [frame(0, null, [100, 201]), frame(10, null, [101, 201]), frame(1000, [1, 2])],
    1000,
  )
  expect(steps).toEqual([
    { atMs: t0, frames: 2, kpa: null, counts: [100.5, 201] },
    { atMs: t0 + 1000, frames: 1, kpa: [1, 2], counts: null },
  ])
})

/** Disk space of a day of raw frames, with the real simulated sitter, calibration and core. */
import { expect, it } from 'vitest'
import { CushionCore } from '../../core/cushion-core.ts'
import { calibrationSchema } from '../../core/model/schemas/calibration.ts'
import { startingTolerance } from '../../core/model/tolerance-fields.ts'
import { fsr8 } from '../../firmware-protocol/layout.ts'
import { exactCalibration, loadScenario, simulatePast } from '../../simulator/index.ts'
import { packChunk, unpackChunk } from '../../store/frames/chunk.ts'
import { cutIntoMinutes } from '../../store/frames/frame-runs.ts'
import { columnsOf } from '../../store/testing.ts'

it('an 8-hour day of unbroken sitting, 8 cells at 10 Hz, counts and pressures, takes less than 1.3 MB in the embedded store', async () => {
  const seed = 1
  const core = new CushionCore({
    cushion: 'sim-1',
    simulated: true,
    layout: fsr8,
    calibration: calibrationSchema.parse(
      exactCalibration(seed, fsr8, { madeAt: '2026-02-20T00:00:00.000Z' }),
    ),
    tolerance: startingTolerance,
    bits: 10,
    rateHz: 10,
    day: { zone: 'UTC', startHour: 4 },
  })
  const fromMs = Date.parse('2026-03-02T09:30:00.000Z')
  const past = simulatePast({
    scenario: await loadScenario('office-day'),
    seed,
    fromMs,
    toMs: fromMs + 30 * 60_000,
    zone: 'UTC',
    rateHz: 10,
    layout: fsr8,
  })
  const frames = [...past].map((frame) => {
    const { reading } = core.frame(frame)
    return { ...frame, kpa: reading.kpa() }
  })
  expect(frames.length).toBeGreaterThan(17_000)
  let bytes = 0
  cutIntoMinutes(columnsOf(frames), (_, minute) => {
    const packed = packChunk([minute])
    expect(unpackChunk(packed)).toEqual([minute])
    bytes += packed.length
  })
  const megabytes = ((bytes / frames.length) * 8 * 3600 * 10) / 1e6
  expect(megabytes).toBeLessThan(1.3)
  // Not an empty seat.
  expect(megabytes).toBeGreaterThan(0.3)
})

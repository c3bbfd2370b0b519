/** Readings of a simulated office day with noise, as input for the benchmarks of cores and stores. */

import type { RecordBatch } from '../../../contract/record.ts'
import { CushionCore } from '../../../core/cushion-core.ts'
import { type Calibration, calibrationSchema } from '../../../core/model/schemas/calibration.ts'
import { startingTolerance } from '../../../core/model/tolerance-fields.ts'
import type { CoreOptions, Frame } from '../../../core/model/types.ts'
import { dayMs } from '../../../core/time/calendar.ts'
import { fsr8 } from '../../../firmware-protocol/layout.ts'
import { BatchBuilder } from '../../../gateway/runtime/batch-builder.ts'
import { exactCalibration, loadScenario, simulatePast } from '../../../simulator/index.ts'

const seed = 7
export const dayStartMs = Date.parse('2026-03-02T00:00:00.000Z')

const calibration = (): Calibration => calibrationSchema.parse(exactCalibration(seed, fsr8))

export const coreOptions = (more: Partial<CoreOptions> = {}): CoreOptions => ({
  cushion: 'desk-1',
  simulated: true,
  layout: fsr8,
  calibration: calibration(),
  tolerance: startingTolerance,
  bits: 10,
  rateHz: 10,
  day: { zone: 'Europe/Berlin', startHour: 4 },
  ...more,
})

/** Up to `count` frames of working days, in order of time; `rateHz` 10 unless said. */
export async function officeFrames(count: number, rateHz = 10): Promise<Frame[]> {
  const frames: Frame[] = []
  const scenario = await loadScenario('office-day')
  for (const { atMs, boot, seq, boardMs, counts } of simulatePast({
    scenario,
    seed,
    fromMs: dayStartMs,
    toMs: dayStartMs + 400 * dayMs,
    zone: 'Europe/Berlin',
    rateHz,
    layout: fsr8,
  })) {
    frames.push({ atMs, boot, seq, boardMs, counts })
    if (frames.length >= count) break
  }
  return frames
}

/** Record batches as gateways publish them: through the core, `framesPerBatch` readings each (5 are half a second at 10 Hz). */
export function batchTextsOf(
  frames: readonly Frame[],
  how: { readonly cushion: string; readonly framesPerBatch: number; readonly outbox?: string },
): string[] {
  const { cushion, framesPerBatch, outbox = 'bench' } = how
  const core = new CushionCore(coreOptions({ cushion }))
  const builder = new BatchBuilder({ gateway: 'bench', cushion, simulated: true })
  const texts: string[] = []
  const take = () => {
    for (const content of builder.take()) texts.push(content(texts.length + 1, outbox))
  }
  frames.forEach((frame, i) => {
    const output = core.frame(frame)
    builder.frame(frame, output.reading.kpa())
    builder.output(output)
    if ((i + 1) % framesPerBatch === 0) take()
  })
  take()
  return texts
}

export const batchesOf = (texts: readonly string[]): RecordBatch[] =>
  texts.map((text): RecordBatch => JSON.parse(text))

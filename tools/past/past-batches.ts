/** A stretch of a simulated past through a core: batches for the store, a part at a time, at full speed. */
import type { RecordBatch } from '../../contract/record.ts'
import type { CushionCore } from '../../core/cushion-core.ts'
import type { CoreOutput } from '../../core/model/types.ts'
import { BatchBuilder } from '../../gateway/runtime/batch-builder.ts'
import { type PastOptions, simulatePast } from '../../simulator/past.ts'

export interface PastStretch extends PastOptions {
  readonly cushion: string
  readonly gateway: string
  /** Readings that one part is made from. */
  readonly readingsPerPart: number
  /** False: only what the core makes of them; the raw frames are left out. */
  readonly keepsFrames: boolean
  /** What happened to the cushion just before. */
  readonly before?: Pick<CoreOutput, 'minutes' | 'bouts' | 'events'>
}

export interface PastPart {
  readonly batches: readonly RecordBatch[]
  readonly readings: number
  /** Of the last reading; null: the sitter was never there. */
  readonly lastAtMs: number | null
}

export function* pastBatches(core: CushionCore, stretch: PastStretch): Generator<PastPart, void, void> {
  const { cushion, gateway, keepsFrames, before } = stretch
  const builder = new BatchBuilder({ gateway, cushion, simulated: true })
  let batch = 0
  let readings = 0
  let lastAtMs: number | null = null
  const part = (): PastPart => {
    const made = { readings, lastAtMs, batches: builder.take().map((text) => parsed(text(++batch, outbox))) }
    readings = 0
    return made
  }
  if (before !== undefined) builder.output(before)
  for (const frame of simulatePast(stretch)) {
    const output = core.frame(frame)
    if (keepsFrames) builder.frame(frame, output.reading.kpa())
    builder.output(output)
    lastAtMs = frame.atMs
    if (++readings >= stretch.readingsPerPart) yield part()
  }
  if (!builder.empty) yield part()
}

const outbox = 'simulated-past'
const parsed = (text: string): RecordBatch => JSON.parse(text)

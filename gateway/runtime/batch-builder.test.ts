import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type RecordBatch, recordSchema } from '../../contract/record.ts'
import type { Frame } from '../../core/model/types.ts'
import { readBatch } from '../../recorder/read-batch.ts'
import { BatchBuilder, framesPerBatch } from './batch-builder.ts'

const builder = () => new BatchBuilder({ gateway: 'gw', cushion: 'desk-1', simulated: false })
const taken = (from: BatchBuilder): RecordBatch[] =>
  from.take().map((content, i) => {
    const text = content(i + 1, 'box')
    const read = readBatch(Buffer.from(text), 'desk-1')
    expect(read).toEqual({ ok: true, batch: recordSchema.parse(JSON.parse(text)) })
    return recordSchema.parse(JSON.parse(text))
  })
const frame = (i: number, counts: number[]): Frame => ({ atMs: i, boot: 1, seq: i, boardMs: i, counts })

test('every frame comes out once, as it went in, whatever comes between', () => {
  const reading = fc.record({
    counts: fc.oneof(
      fc.array(fc.nat(1023), { minLength: 8, maxLength: 8 }),
      fc.array(fc.nat(1023), { minLength: 2, maxLength: 2 }),
    ),
    kpa: fc.option(fc.constant([1.25, null, 3, 4, 5, 6, 7, 8])),
    take: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(reading, { maxLength: 40 }), (readings) => {
      const batches = builder()
      const out: unknown[] = []
      const collect = () => {
        for (const { frames } of taken(batches)) {
          for (const [i, atMs] of (frames?.atMs ?? []).entries()) {
            out.push([
              atMs,
              frames?.counts.map((column) => column[i]),
              frames?.kpa?.map((column) => column[i]) ?? null,
            ])
          }
        }
      }
      const wanted = readings.map(({ counts, kpa, take }, i) => {
        batches.frame(frame(i, counts), kpa)
        if (take) collect()
        return [i, counts, kpa?.slice(0, counts.length) ?? null]
      })
      collect()
      expect(out).toEqual(wanted)
      expect(batches.empty).toBe(true)
    }),
  )
})

test('a batch is cut off before it grows large', () => {
  const batches = builder()
  for (let i = 0; i < framesPerBatch * 2.5; i++) batches.frame(frame(i, [1]), null)
  expect(batches.waiting).toBe(2)
  expect(taken(batches).map(({ frames }) => frames?.atMs.length)).toEqual([1000, 1000, 500])
})

test('events alone make a batch without frames', () => {
  const batches = builder()
  batches.output({
    minutes: [],
    bouts: [],
    events: [{ v: 1, at: '2027-01-11T09:00:00.000Z', kind: 'quiet' }],
  })
  expect(taken(batches)).toEqual([
    expect.objectContaining({ frames: null, events: [expect.objectContaining({ kind: 'quiet' })] }),
  ])
})

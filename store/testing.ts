/** Batches for tests of the stores. Not part of the program. */
import type { FrameColumns, RecordBatch } from '../contract/record.ts'
import type { StoredFrame } from './store.ts'

export const t0 = Date.parse('2026-03-02T09:00:00.000Z')

let batchNumber = 0
export const batchOf = (content: Partial<RecordBatch>): RecordBatch => ({
  v: 1,
  gateway: 'home',
  cushion: 'desk-1',
  simulated: false,
  outbox: 'outbox-1',
  batch: ++batchNumber,
  frames: null,
  minutes: [],
  bouts: [],
  events: [],
  ...content,
})

export function columnsOf(frames: readonly StoredFrame[]): FrameColumns {
  const cells = frames[0]?.counts.length ?? 0
  const each = <T>(value: (frame: StoredFrame, cell: number) => T) =>
    Array.from({ length: cells }, (_, cell) => frames.map((frame) => value(frame, cell)))
  return {
    atMs: frames.map((frame) => frame.atMs),
    boot: frames.map((frame) => frame.boot),
    seq: frames.map((frame) => frame.seq),
    boardMs: frames.map((frame) => frame.boardMs),
    counts: each((frame, cell) => frame.counts[cell] ?? 0),
    kpa: frames[0]?.kpa === null ? null : each((frame, cell) => frame.kpa?.[cell] ?? null),
  }
}

/** `n` frames at 10 Hz from `fromMs`, all values told by the time, so that two makings of one time are equal. */
export function framesFrom(fromMs: number, n: number, cells = 8): StoredFrame[] {
  return Array.from({ length: n }, (_, i) => {
    const atMs = fromMs + i * 100
    const step = Math.round((atMs - t0) / 100)
    const counts = Array.from(
      { length: cells },
      (_, cell) => 300 + cell * 10 + ((((step * 7 + cell * 3) % 11) + 11) % 11),
    )
    return {
      atMs,
      boot: 3,
      seq: (step + 5_000_000) % 2 ** 32,
      boardMs: (step * 100 + 500_000_000) % 2 ** 32,
      counts,
      kpa: counts.map((count) => Math.round(count * 3.7) / 100),
    }
  })
}

export const frameBatch = (frames: readonly StoredFrame[], content: Partial<RecordBatch> = {}) =>
  batchOf({ frames: columnsOf(frames), ...content })

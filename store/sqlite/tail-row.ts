/**
 * Runs of frames of a minute that still grows, as bytes and back: plain doubles, quick to write and soon packed.
 *
 *   CRC-32 of the rest, 0 | per run: frames, cells, 1 with pressures or 0, then column by column; NaN for null
 */
import { crc32 } from 'node:zlib'
import type { FrameColumns } from '../../contract/record.ts'

/** In doubles. */
const head = 1
const runHead = 3

export function tailRow(runs: readonly FrameColumns[]): Uint8Array {
  const columns = runs.map(columnsOf)
  const length = runs.reduce(
    (sum, run, i) => sum + runHead + run.atMs.length * (columns[i]?.length ?? 0),
    head,
  )
  const doubles = new Float64Array(length)
  let at = head
  for (const [i, run] of runs.entries()) {
    doubles[at++] = run.atMs.length
    doubles[at++] = run.counts.length
    doubles[at++] = run.kpa === null ? 0 : 1
    for (const column of columns[i] ?? []) {
      for (const value of column) doubles[at++] = value === null ? Number.NaN : value
    }
  }
  const bytes = new Uint8Array(doubles.buffer)
  new DataView(doubles.buffer).setUint32(0, crc32(bytes.subarray(head * 8)), true)
  return bytes
}

/** Throws RangeError when the bytes are damaged. */
export function runsOfTail(bytes: Uint8Array): FrameColumns[] {
  // A copy: the bytes of a database need not lie where doubles may.
  const copy = new Uint8Array(bytes)
  if (copy.length < head * 8 || copy.length % 8 !== 0) throw new RangeError('not a row of frames')
  if (new DataView(copy.buffer).getUint32(0, true) !== crc32(copy.subarray(head * 8))) {
    throw new RangeError('a damaged row of frames')
  }
  const doubles = new Float64Array(copy.buffer)
  const runs: FrameColumns[] = []
  let at = head
  while (at < doubles.length) {
    const [n = 0, cells = 0, calibrated = 0] = doubles.subarray(at, at + runHead)
    at += runHead
    const column = () => {
      at += n
      return Array.from(doubles.subarray(at - n, at))
    }
    const [atMs, boot, seq, boardMs] = [column(), column(), column(), column()]
    const counts = Array.from({ length: cells }, column)
    const kpa = calibrated === 1 ? Array.from({ length: cells }, () => column().map(nullable)) : null
    runs.push({ atMs, boot, seq, boardMs, counts, kpa })
  }
  return runs
}

const nullable = (value: number): number | null => (Number.isNaN(value) ? null : value)

const columnsOf = ({
  atMs,
  boot,
  seq,
  boardMs,
  counts,
  kpa,
}: FrameColumns): readonly (readonly (number | null)[])[] => [
  atMs,
  boot,
  seq,
  boardMs,
  ...counts,
  ...(kpa ?? []),
]

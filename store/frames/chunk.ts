/**
 * Frames of one minute as bytes and back, exactly (pressures in steps of 0.01 kPa).
 *
 *   format (1 byte) | CRC-32 of the rest (4 bytes, lowest first) | runs, range coded
 *
 * A run is a stretch of frames with one number of cells and one mode; a minute is one run unless the board or its
 * calibration changed within it. Range coded and not zstd: the counts of a day of simulated sitting take 0.59 instead
 * of 0.71 MB (zstd at its highest level) in half the time, because a difference of counts carries two or three bits, which a
 * byte-wise compressor cannot exploit. With pressures, which are corrected for creep and hysteresis, an office day of 8 hours
 * takes 0.96 MB.
 */
import { crc32 } from 'node:zlib'
import type { FrameColumns } from '../../contract/record.ts'
import { type CountColumn, codeCounts, countContexts } from './count-column.ts'
import { codeKpa, kpaContexts } from './kpa-column.ts'
import { codeNumber, contextsFrom, ownContexts } from './number-model.ts'
import { type BitCoder, RangeDecoder, RangeEncoder } from './range-coder.ts'
import { codeTimes, timeContexts } from './time-columns.ts'

const format = 1
const headBytes = 5

const shapeAt = 0
const timesAt = shapeAt + ownContexts
const countsAt = timesAt + timeContexts
const kpaAt = countsAt + countContexts
const contexts = kpaAt + kpaContexts

export function packChunk(runs: readonly FrameColumns[]): Uint8Array {
  const coder = new RangeEncoder(contexts)
  codeRuns(coder, runs)
  const body = coder.done()
  const packed = new Uint8Array(headBytes + body.length)
  packed[0] = format
  new DataView(packed.buffer).setUint32(1, crc32(body), true)
  packed.set(body, headBytes)
  return packed
}

/** Throws RangeError if the bytes are damaged. */
export function unpackChunk(packed: Uint8Array): FrameColumns[] {
  if (packed[0] !== format || packed.length < headBytes) throw new RangeError('not a chunk of frames')
  const body = packed.subarray(headBytes)
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
  if (view.getUint32(1, true) !== crc32(body)) throw new RangeError('a damaged chunk of frames')
  return codeRuns(new RangeDecoder(contexts, body), null)
}

/** `given` when encoding, null when decoding. */
function codeRuns(coder: BitCoder, given: readonly FrameColumns[] | null): FrameColumns[] {
  const shape = (value: number) => codeNumber(coder, contextsFrom(shapeAt), value)
  const runs: FrameColumns[] = []
  const length = shape(given?.length ?? 0)
  for (let i = 0; i < length; i++) {
    const run = given?.[i] ?? null
    const n = shape(run?.atMs.length ?? 0)
    const cells = shape(run?.counts.length ?? 0)
    const calibrated = shape(run === null || run.kpa === null ? 0 : 1) === 1
    const times = codeTimes(coder, timesAt, n, run)
    const columns: CountColumn[] = []
    for (let cell = 0; cell < cells; cell++) {
      columns.push(
        codeCounts(coder, { base: countsAt, n, before: columns, given: run?.counts[cell] ?? null }),
      )
    }
    const counts = columns.map((column) => column.counts)
    const kpa = calibrated
      ? counts.map((column, cell) => codeKpa(coder, kpaAt, column, run?.kpa?.[cell] ?? null))
      : null
    runs.push({ ...times, counts, kpa })
  }
  return runs
}

/**
 * Frames of one minute as bytes and back, exactly (pressures in steps of 0.01 kPa).
 *
 *   format (1 plain, 2 zstd) | length of A | A: runs, times, counts | B: pressures
 *
 * A run is a stretch of frames with one number of cells and one mode; a minute is one run unless the board or its
 * calibration changed within it. A and B are compressed apart because their bytes are distributed differently.
 * Plain chunks hold the running minute, where they are small and short-lived.
 */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { FrameColumns } from '../../contract.ts'
import { ByteReader, ByteWriter } from './bytes.ts'
import { readCounts, writeCounts } from './count-column.ts'
import { readKpa, writeKpa } from './kpa-column.ts'
import { readTimes, writeTimes } from './time-columns.ts'

const plain = 1
const zstd = 2

export function packChunk(runs: readonly FrameColumns[], compress: boolean): Uint8Array {
  const readings = runs.reduce((sum, run) => sum + run.atMs.length * run.counts.length, 0)
  const a = new ByteWriter(256 + readings * 2)
  const aEscapes = new ByteWriter(64)
  const b = new ByteWriter(64 + readings)
  const bOthers = new ByteWriter(64)
  a.varint(runs.length)
  for (const run of runs) {
    a.varint(run.atMs.length)
    a.varint(run.counts.length)
    a.byte(run.kpa === null ? 0 : 1)
    writeTimes(run, a)
    for (const counts of run.counts) writeCounts(counts, a, aEscapes)
    run.kpa?.forEach((kpa, cell) => {
      writeKpa({ counts: run.counts[cell] ?? [], kpa }, b, bOthers)
    })
  }
  const partA = joined(aEscapes.done(), a.done(), compress)
  const out = new ByteWriter(partA.length + 16)
  out.byte(compress ? zstd : plain)
  out.varint(partA.length)
  out.append(partA)
  out.append(joined(bOthers.done(), b.done(), compress))
  return out.done()
}

/** Throws RangeError or a zlib error when the bytes are damaged. */
export function unpackChunk(bytes: Uint8Array): FrameColumns[] {
  const outer = new ByteReader(bytes)
  const format = outer.byte()
  if (format !== plain && format !== zstd)
    throw new RangeError(`unknown format ${format} of a chunk of frames`)
  const [aEscapes, a] = parted(outer.take(outer.varint()), format === zstd)
  const [bOthers, b] = parted(outer.rest(), format === zstd)
  const runs = a.varint()
  const frames: FrameColumns[] = []
  for (let i = 0; i < runs; i++) {
    const n = a.varint()
    const cells = a.varint()
    const hasKpa = a.byte() === 1
    const times = readTimes(n, a)
    const counts: number[][] = []
    for (let cell = 0; cell < cells; cell++) counts.push(readCounts(n, a, aEscapes))
    const kpa = hasKpa ? counts.map((column) => readKpa(column, b, bOthers)) : null
    frames.push({ ...times, counts, kpa })
  }
  return frames
}

/** The rare values first with their length, then the columns. */
function joined(rare: Uint8Array, columns: Uint8Array, compress: boolean): Uint8Array {
  const out = new ByteWriter(rare.length + columns.length + 8)
  out.varint(rare.length)
  out.append(rare)
  out.append(columns)
  if (!compress) return out.done()
  return zstdCompressSync(out.done(), zstdOptions)
}

function parted(bytes: Uint8Array, compressed: boolean): [ByteReader, ByteReader] {
  const whole = new ByteReader(compressed ? zstdDecompressSync(bytes) : bytes)
  const rare = whole.take(whole.varint())
  return [new ByteReader(rare), new ByteReader(whole.rest())]
}

/** The highest usual level: on some kilobytes it costs a millisecond a minute and gains a sixth. */
const zstdOptions = {
  params: { [constants.ZSTD_c_compressionLevel]: 19, [constants.ZSTD_c_checksumFlag]: 1 },
}

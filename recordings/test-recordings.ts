/** A sitting with known truth, and the formats in which people's loggers might write it. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RecordedFrame, RecordingEntry } from './entry.ts'
import { openRecording } from './open-recording.ts'
import type { RecordingOptions } from './understanding.ts'

export interface Scan {
  readonly atMs: number
  readonly counts: readonly number[]
}

export const nineMs = Date.parse('2025-03-03T09:00:00.000Z')
export const cellNames = Array.from({ length: 8 }, (_, index) => `c${index}`)
export const byNumber = ['time=0', ...cellNames.map((name, index) => `${name}=${index + 1}`)].join(',')

/** Two minutes' break between two sittings; loads of 10-bit counts with the noise of a real divider. */
export function sitting({ rateHz = 2, fromMs = nineMs, s = [60, 20, 40] as readonly number[] } = {}): Scan[] {
  const scans: Scan[] = []
  let random = 7
  const noise = () => {
    random = (random * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((random / 2_147_483_648) * 7) - 3
  }
  let index = 0
  for (const [part, lengthS] of s.entries())
    for (let i = 0; i < lengthS * rateHz; i++, index++) {
      const level = part % 2 === 0 ? [700, 690, 710, 705, 420, 380, 410, 400] : new Array<number>(8).fill(3)
      scans.push({
        atMs: fromMs + Math.round((index * 1000) / rateHz),
        counts: level.map((each) => each + noise()),
      })
    }
  return scans
}

export const iso = (atMs: number): string => new Date(atMs).toISOString()
/** `2025-03-03 09:00:00.500` */
export const plainTime = (atMs: number): string => iso(atMs).replace('T', ' ').replace('Z', '')

export function table(
  scans: readonly Scan[],
  {
    time = iso,
    separator = ',',
    count = String,
    header = true,
  }: {
    time?: (atMs: number, index: number) => string
    separator?: string
    count?: (value: number) => string
    header?: boolean
  } = {},
): string {
  const rows = scans.map(({ atMs, counts }, index) =>
    [time(atMs, index), ...counts.map(count)].join(separator),
  )
  return `${[...(header ? [['time', ...cellNames].join(separator)] : []), ...rows].join('\n')}\n`
}

export function inFile(content: string | Buffer, name = 'log.csv'): string {
  const file = join(mkdtempSync(join(tmpdir(), 'recording-')), name)
  writeFileSync(file, content)
  return file
}

export async function readFile(content: string | Buffer, more: Partial<RecordingOptions> = {}) {
  const file = more.file ?? inFile(content)
  const recording = await openRecording({ file, cells: 8, columns: null, bits: 10, zone: 'UTC', ...more })
  const entries: RecordingEntry[] = []
  for await (const batch of recording.batches()) entries.push(...batch)
  const frames = entries.filter((entry): entry is RecordedFrame => entry.kind === 'frame')
  const scans: Scan[] = frames.map(({ atMs, counts }) => ({ atMs, counts }))
  return { recording, entries, frames, scans, said: recording.assumptions.map(({ text }) => text).join('; ') }
}

/** The refusal sentence; empty if accepted. */
export async function refusal(
  content: string | Buffer,
  more: Partial<RecordingOptions> = {},
): Promise<string> {
  try {
    await readFile(content, more)
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

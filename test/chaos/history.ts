/**
 * Some weeks and months of history that are in the store before the faults begin, as a person would have them: afterwards every
 * reading, minute, bout and event of it must still be there, unchanged.
 */
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { RecordBatch } from '../../contract/record.ts'
import type { MinuteSummary } from '../../core/model/schemas/minutes.ts'
import { dayMs } from '../../core/time/calendar.ts'
import { createSetAsideFile } from '../../recorder/set-aside-file.ts'
import { frameBatch, framesFrom } from '../../store/testing.ts'
import { runSitbone } from '../services/sitbone.ts'

const daysAgo = [1, 7, 30, 100, 300]
const framesADay = 50
const minutesADay = 5
const minuteMs = 60_000

/** Through `sitbone import`, before any role runs. `folder` is for the file only. */
export async function importHistory(
  env: Record<string, string>,
  { folder, cushion }: { folder: string; cushion: string },
): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const nowMs = Date.now()
  const batches = daysAgo.map((days) => aDay(Math.floor(nowMs / dayMs - days) * dayMs, cushion))
  const entries = batches.map((batch) => ({
    cushion,
    reason: 'history',
    payload: Buffer.from(JSON.stringify(batch)),
  }))
  await createSetAsideFile(folder).keep(entries, nowMs)
  for (const name of readdirSync(folder)) {
    const { code, out, err } = await runSitbone(['import', join(folder, name)], { env }).exited
    if (code !== 0) throw new Error(`The history could not be imported: ${out}${err}`)
  }
}

function aDay(startMs: number, cushion: string): RecordBatch {
  const endMs = startMs + minutesADay * minuteMs
  const [startedAt, endedAt] = [startMs, endMs].map((ms) => new Date(ms).toISOString())
  return frameBatch(framesFrom(startMs, framesADay), {
    cushion,
    minutes: Array.from({ length: minutesADay }, (_, i) => aMinute(startMs + i * minuteMs)),
    bouts: [{ startedAtMs: startMs, endedAtMs: endMs, boutS: (endMs - startMs) / 1000 }],
    events: [
      { v: 1, at: startedAt ?? '', kind: 'bout-started', startedAt },
      { v: 1, at: endedAt ?? '', kind: 'bout-ended', startedAt, boutS: (endMs - startMs) / 1000 },
    ],
  })
}

const aMinute = (atMs: number): MinuteSummary => ({
  atMs,
  seatedS: 60,
  unknownS: 0,
  emptyS: 0,
  leftMeanKpa: 11.5,
  leftMaxKpa: 14,
  rightMeanKpa: 12.25,
  rightMaxKpa: 15,
  leftPtiKpaMin: 11.5,
  rightPtiKpaMin: 12.25,
  leftLoadKpaMin: 40,
  rightLoadKpaMin: 42,
  leftMeanRelative: null,
  rightMeanRelative: null,
  weightShifts: 1,
  pressureReliefs: 0,
  movements: 2,
  frames: 600,
})

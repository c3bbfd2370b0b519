/** Reviews as a physio asks for them, and the same from raw frames by InfluxDB alone, to compare with. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addDays } from '../../../core/time/calendar.ts'
import { ZoneDays } from '../../../core/time/zone-days.ts'
import { createDiaries, type Diaries } from '../../../dashboard/server/diary/diaries.ts'
import { silentLog } from '../../../platform/log.ts'
import { median } from '../bench.ts'

const rounds = 7
const rule = { zone: 'Europe/Berlin', startHour: 4 }

/** A morning on each day before. */
export async function filledDiary(
  days: number,
  lastMs: number,
): Promise<{ readonly diary: Diaries; end(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-bench-diary-'))
  const diary = createDiaries({
    realFile: join(folder, 'diary.db'),
    simulatedFile: join(folder, 'simulated.db'),
    log: silentLog,
  })
  const zoned = new ZoneDays(rule)
  const today = zoned.at(lastMs).day
  for (let back = 0; back < days; back++) {
    const day = addDays(today, -back)
    await diary.of(true).putCheckIn('desk-1', {
      ...{ id: day, atMs: zoned.on(day).startMs + 3_600_000, day, when: 'morning', pain: back % 4 },
      ...{ side: null, place: null, note: null, source: 'simulated' },
    })
  }
  return {
    diary,
    async end() {
      await diary.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Median in ms, after one that fills the cache. */
export async function askedReview(
  url: string,
  { days, lastMs }: { days: number; lastMs: number },
): Promise<number> {
  const to = new ZoneDays(rule).at(lastMs - 1).day
  const ask = async () => {
    const startMs = performance.now()
    const answer = await fetch(`${url}/api/v1/cushions/desk-1/review?from=${addDays(to, 1 - days)}&to=${to}`)
    const size = (await answer.arrayBuffer()).byteLength
    if (!answer.ok || size < 1000) throw new Error(`review: ${answer.status}, ${size} bytes`)
    return performance.now() - startMs
  }
  await ask()
  const all: number[] = []
  for (let at = 0; at < rounds; at++) all.push(await ask())
  return median(all)
}

/** The minutes of a day from its raw frames, which is the least that a review needs; median in ms. */
export async function minutesFromFrames(
  influxUrl: string,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<number> {
  const means = [0, 1, 2, 3].map((cell) => `mean(p${cell}Kpa)`).join(', ')
  const q = `SELECT ${means} FROM seat_frame WHERE cushion = 'desk-1' AND time >= ${fromMs}ms AND time < ${toMs}ms GROUP BY time(1m) fill(none)`
  const all: number[] = []
  for (let at = 0; at < rounds; at++) {
    const startMs = performance.now()
    const answer = await fetch(`${influxUrl}/query?db=sitbone&epoch=ms&q=${encodeURIComponent(q)}`)
    const text = await answer.text()
    if (!text.includes('values')) throw new Error(`InfluxDB: ${text.slice(0, 200)}`)
    all.push(performance.now() - startMs)
  }
  return median(all)
}

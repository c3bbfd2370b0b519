/** Disk space of an eight-hour day of sitting in the embedded store: every frame of 8 cells at 10 Hz. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Frame } from '../../../core/model/types.ts'
import { silentLog } from '../../../platform/log.ts'
import { createSqliteStore } from '../../../store/sqlite/sqlite-store.ts'
import type { Bench, BenchOptions, Row } from '../bench.ts'
import { batchesOf, batchTextsOf, officeFrames } from '../parts/seated-day.ts'

const framesADay = 8 * 3600 * 10

export const bytes: Bench = {
  name: 'bytes',
  about: 'bytes that an eight-hour day at 10 Hz takes in the embedded store',
  async run({ scale, say }: BenchOptions): Promise<Row[]> {
    const whole = scale >= 0.3
    const days = whole ? 3 : 1
    say(`simulating ${days} days of sitting`)
    const frames = await officeFrames(whole ? days * framesADay : Math.round(framesADay * scale))
    const folder = mkdtempSync(join(tmpdir(), 'sitbone-bench-'))
    const size = await stored(folder, frames)
    rmSync(folder, { recursive: true, force: true })
    const perDay = (bytes: number) => ((bytes / frames.length) * framesADay) / 1e6
    return [
      {
        what: 'bytes of an eight-hour day, 10 Hz, 8 cells',
        unit: 'MB',
        value: perDay(size.file),
        target: { atMost: 1.5 },
        note: 'the whole file: frames with counts, pressures and times, minutes, bouts, events, indexes; aim 0.7',
        more: { 'frames alone (MB)': perDay(size.frames), 'bytes a frame': size.frames / frames.length },
      },
    ]
  },
}

async function stored(folder: string, frames: readonly Frame[]): Promise<{ file: number; frames: number }> {
  const store = createSqliteStore({ folder, log: silentLog })
  await store.start()
  const texts = batchTextsOf(frames, { cushion: 'desk-1', framesPerBatch: 600 })
  for (let i = 0; i < texts.length; i += 100) await store.write(batchesOf(texts.slice(i, i + 100)))
  await store.stop()
  const file = join(folder, 'sitbone.db')
  const db = new DatabaseSync(file)
  const chunks = Number(db.prepare('SELECT sum(length(body)) AS bytes FROM chunk').get()?.bytes ?? 0)
  const tails = Number(db.prepare('SELECT sum(length(body)) AS bytes FROM tail').get()?.bytes ?? 0)
  db.close()
  return { file: statSync(file).size, frames: chunks + tails }
}

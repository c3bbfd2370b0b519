/**
 * Readings into the embedded store: `write` alone, and through the recorder with its checks and acknowledgements. Batches as
 * from a gateway at 10 Hz: half a second, 5 readings of 8 cells.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '../../../platform/log.ts'
import { createSqliteStore } from '../../../store/sqlite/sqlite-store.ts'
import { type Bench, type BenchOptions, middle, type Row, type Speed, scaled, timed } from '../bench.ts'
import { batchesOf, batchTextsOf, officeFrames } from '../parts/seated-day.ts'
import { throughRecorder } from '../parts/through-recorder.ts'

const rounds = 3
const framesPerBatch = 5
/** As many as the recorder takes per turn. */
const batchesPerWrite = 2000

export const embedded: Bench = {
  name: 'embedded',
  about: 'readings into the embedded store, through the recorder and by store.write alone',
  async run({ scale, say }: BenchOptions): Promise<Row[]> {
    say('simulating half an office day')
    const frames = await officeFrames(scaled(144_000, scale, 2000))
    const texts = batchTextsOf(frames, { cushion: 'desk-1', framesPerBatch })
    const recorded: Speed[] = []
    const written: Speed[] = []
    for (let round = 0; round <= rounds; round++) {
      const through = await embeddedRecorder(texts, frames.length)
      const alone = await writeAlone(texts, frames.length)
      if (round === 0) continue
      recorded.push(through)
      written.push(alone)
    }
    const speed = middle(recorded)
    return [
      {
        what: 'into the embedded store, through the recorder',
        unit: 'readings/s',
        value: speed.perS,
        target: { atLeast: 100_000 },
        more: { 'readings per CPU second': speed.perCpuS },
        note: 'record messages in memory to `recorded`, each write on the disk (synchronous FULL)',
      },
      {
        what: 'into the embedded store, store.write alone',
        unit: 'readings/s',
        value: middle(written).perS,
        target: { atLeast: 100_000 },
        more: { 'readings per CPU second': middle(written).perCpuS },
      },
    ]
  },
}

async function writeAlone(texts: readonly string[], readings: number): Promise<Speed> {
  const batches = batchesOf(texts)
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-bench-'))
  const store = createSqliteStore({ folder, log: silentLog })
  await store.start()
  const speed = await timed(readings, async () => {
    for (let i = 0; i < batches.length; i += batchesPerWrite)
      await store.write(batches.slice(i, i + batchesPerWrite))
  })
  await store.stop()
  rmSync(folder, { recursive: true, force: true })
  return speed
}

export async function embeddedRecorder(texts: readonly string[], readings: number): Promise<Speed> {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-bench-'))
  const speed = await throughRecorder(createSqliteStore({ folder, log: silentLog }), texts, readings)
  rmSync(folder, { recursive: true, force: true })
  return speed
}

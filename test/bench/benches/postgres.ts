/**
 * Readings into a PostgreSQL on this computer, through the recorder with its checks and acknowledgements, beside the embedded store in
 * the same run; then what they take there on the disk. Batches as from a gateway at 10 Hz: half a second, 5 readings of 8 cells.
 */
import pg from 'pg'
import { silentLog } from '../../../platform/log.ts'
import { openStore, parseStoreUrl } from '../../../store/open-store.ts'
import { startPostgres } from '../../services/postgres.ts'
import { type Bench, type BenchOptions, middle, type Row, type Speed, scaled } from '../bench.ts'
import { batchTextsOf, officeFrames } from '../parts/seated-day.ts'
import { throughRecorder } from '../parts/through-recorder.ts'
import { embeddedRecorder } from './embedded.ts'

const rounds = 3
const framesPerBatch = 5

export const postgres: Bench = {
  name: 'postgres',
  about:
    'readings into PostgreSQL through the recorder, beside the embedded store, and their bytes on the disk',
  async run({ scale, say }: BenchOptions): Promise<Row[]> {
    say('simulating an office day')
    const frames = await officeFrames(scaled(288_000, scale, 2000))
    const texts = batchTextsOf(frames, { cushion: 'desk-1', framesPerBatch })
    const server = await startPostgres({ durable: true })
    try {
      const into: Speed[] = []
      const beside: Speed[] = []
      say('bytes')
      const bytes = await bytesAdded(server.urlOf('bytes'), texts)
      for (let round = 1; round <= rounds; round++) {
        say(`round ${round} of ${rounds}`)
        into.push(await throughRecorder(await open(server.urlOf(`round${round}`)), texts, frames.length))
        beside.push(await embeddedRecorder(texts, frames.length))
      }
      return [
        {
          what: 'into PostgreSQL, through the recorder, acknowledged',
          unit: 'readings/s',
          value: middle(into).perS,
          target: { atLeast: 60_000 },
          peer: { name: 'embedded store', value: middle(beside).perS },
          more: {
            'readings per CPU second of the recorder': middle(into).perCpuS,
            'the same with the embedded store': middle(beside).perCpuS,
          },
          note: 'record messages in memory to `recorded`, each write committed to the disk of a PostgreSQL on the same computer',
        },
        {
          what: 'bytes of a reading in PostgreSQL, 8 cells',
          unit: 'B',
          value: bytes,
          target: { atMost: 6 },
          note: 'frames, minutes, bouts, events and their indexes, in the second half of the day: the room of running minutes is used again; the write-ahead log is not counted',
        },
      ]
    } finally {
      await server.stop()
    }
  },
}

const open = (url: string) => openStore(parseStoreUrl(url, { folder: '' }), silentLog)

/** What tables and indexes take for each reading of the second half, once the server has cleared up behind each half as it does by itself. */
async function bytesAdded(url: string, texts: readonly string[]): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const half = Math.floor(texts.length / 2)
    const second = texts.slice(half, 2 * half)
    await throughRecorder(await open(url), texts.slice(0, half), half * framesPerBatch)
    const before = await size(client)
    await throughRecorder(await open(url), second, second.length * framesPerBatch)
    return ((await size(client)) - before) / (second.length * framesPerBatch)
  } finally {
    await client.end()
  }
}

async function size(client: pg.Client): Promise<number> {
  await client.query('VACUUM')
  const { rows } = await client.query<{ bytes: string }>(
    `SELECT sum(pg_total_relation_size(oid)) AS bytes FROM pg_class WHERE relname LIKE 'seat\\_%' AND relkind = 'r'`,
  )
  return Number(rows[0]?.bytes)
}

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
      let bytes = Number.NaN
      for (let round = 0; round <= rounds; round++) {
        say(`round ${round} of ${rounds}`)
        const url = server.urlOf(`round${round}`)
        const store = await openStore(parseStoreUrl(url, { folder: '' }), silentLog)
        const speed = await throughRecorder(store, texts, frames.length)
        const compared = await embeddedRecorder(texts, frames.length)
        bytes = await bytesIn(url)
        // The first warms up.
        if (round === 0) continue
        into.push(speed)
        beside.push(compared)
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
          value: bytes / frames.length,
          target: { atMost: 6 },
          note: 'frames, minutes, bouts, events and their indexes, beyond the empty tables; the write-ahead log is not counted',
        },
      ]
    } finally {
      await server.stop()
    }
  },
}

/** What the tables and indexes take beyond those of an empty store, once the server has cleared up behind the writes as it does by itself. */
async function bytesIn(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('VACUUM')
    const whole = await size(client)
    await client.query('TRUNCATE seat_chunk, seat_tail, seat_minute, seat_bout, seat_event')
    return whole - (await size(client))
  } finally {
    await client.end()
  }
}

async function size(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>(
    `SELECT sum(pg_total_relation_size(oid)) AS bytes FROM pg_class WHERE relname LIKE 'seat\\_%' AND relkind = 'r'`,
  )
  return Number(rows[0]?.bytes)
}

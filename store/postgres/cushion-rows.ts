/** The list of cushions: whether simulated or real, which minutes grow, from when to when there is data. */
import type { RecordBatch } from '../../contract/record.ts'
import type { StoredCushion } from '../store.ts'
import { columnsOf, spread } from './columns.ts'
import type { LockedCushion } from './frame-rows.ts'
import type { Run } from './postgres-link.ts'

export interface CushionRow extends LockedCushion {
  readonly name: string
  readonly simulated: boolean
}

/** New cushions; the first batch of one says whether it is simulated. Not within a transaction that holds others. */
export async function addCushions(run: Run, batches: readonly RecordBatch[]): Promise<void> {
  const first = new Map<string, RecordBatch>()
  for (const batch of batches) if (!first.has(batch.cushion)) first.set(batch.cushion, batch)
  await run(
    sql.add,
    columnsOf(
      [...first.values()],
      ({ cushion }) => cushion,
      ({ simulated }) => simulated,
    ),
  )
}

/** By name. Whoever else wants to write them waits for the end of the transaction; always in one order, so that no two wait for each other. */
export async function lockCushions(
  run: Run,
  names: readonly string[],
): Promise<ReadonlyMap<string, CushionRow>> {
  const rows = await run<Omit<CushionRow, 'growing'> & { older: number | null; newer: number | null }>(
    sql.lock,
    [names],
  )
  return new Map(
    rows.map(({ older, newer, ...row }) => [
      row.name,
      { ...row, growing: [older, newer].filter((minute) => minute !== null) },
    ]),
  )
}

export async function cushionId(run: Run, name: string): Promise<number | null> {
  const [row] = await run<{ id: number }>('SELECT id FROM seat_cushion WHERE name = $1', [name])
  return row?.id ?? null
}

export const readCushions = async (run: Run): Promise<readonly StoredCushion[]> =>
  await run<StoredCushion>(sql.list)

export interface FrameSpan {
  readonly id: number
  readonly name: string
  readonly simulated: boolean
  readonly firstAtMs: number
  readonly lastAtMs: number
}

/** First and last time of the frames of every cushion that has any, of real ones from `realFromMs` on. */
export const readFrameSpans = async (run: Run, realFromMinute: number): Promise<readonly FrameSpan[]> =>
  await run<FrameSpan>(sql.frameSpans, [realFromMinute])

/** One end of a table by its index. */
const end = (table: string, { key, at, where = '' }: { key: string; at: string; where?: string }) => ({
  first: `(SELECT "${at}" FROM ${table} WHERE cushion = one.id${where} ORDER BY "${key}" LIMIT 1)`,
  last: `(SELECT "${at}" FROM ${table} WHERE cushion = one.id${where} ORDER BY "${key}" DESC LIMIT 1)`,
})
const framesIn = (where: string) => ({
  first: `${end('seat_chunk', { key: 'minute', at: 'firstAtMs', where }).first}, (SELECT min("firstAtMs") FROM seat_tail WHERE cushion = one.id${where})`,
  last: `${end('seat_chunk', { key: 'minute', at: 'lastAtMs', where }).last}, (SELECT max("lastAtMs") FROM seat_tail WHERE cushion = one.id${where})`,
})
const everything = [
  framesIn(''),
  end('seat_minute', { key: 'atMs', at: 'atMs' }),
  end('seat_bout', { key: 'startedAtMs', at: 'startedAtMs' }),
  end('seat_event', { key: 'atMs', at: 'atMs' }),
]
const dated = framesIn(' AND (one.simulated OR minute >= $1)')

const sql = {
  add: `INSERT INTO seat_cushion (name, simulated) SELECT * FROM ${spread(['text', 'bool'])} AS new (name, simulated)
    WHERE NOT EXISTS (SELECT FROM seat_cushion WHERE seat_cushion.name = new.name) ORDER BY name ON CONFLICT DO NOTHING`,
  lock: 'SELECT id, name, simulated, older, newer FROM seat_cushion WHERE name = ANY($1) ORDER BY name FOR NO KEY UPDATE',
  list: `SELECT name AS cushion, simulated, least(${everything.map(({ first }) => first).join(', ')}) AS "firstAtMs",
    greatest(${everything.map(({ last }) => last).join(', ')}) AS "lastAtMs" FROM seat_cushion AS one ORDER BY name`,
  frameSpans: `SELECT * FROM (SELECT id, name, simulated, least(${dated.first}) AS "firstAtMs", greatest(${dated.last}) AS "lastAtMs"
    FROM seat_cushion AS one) AS span WHERE "firstAtMs" IS NOT NULL ORDER BY name`,
}

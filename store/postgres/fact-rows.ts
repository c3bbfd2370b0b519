/** Minutes, bouts and events as plain rows. Writers expect the caller's transaction and its lock on the cushions. */
import type { Bout } from '../../core/model/schemas/bouts.ts'
import { type CushionEvent, eventSchema } from '../../core/model/schemas/events.ts'
import type { MinuteSummary } from '../../core/model/schemas/minutes.ts'
import { parseJson } from '../../platform/json.ts'
import { type PlacedEvent, placeEvents } from '../event-slot.ts'
import { isWhole, minuteColumns, minuteFrom } from '../minute-columns.ts'
import type { Stretch } from '../store.ts'
import { columnsOf, spread } from './columns.ts'
import type { Run } from './postgres-link.ts'

/** What a write brings beside the frames: of two versions of one row only the one that stays. */
export class Facts {
  readonly #minutes = new Map<string, { cushion: number; minute: MinuteSummary }>()
  readonly #bouts = new Map<string, { cushion: number; bout: Bout }>()
  readonly #events = new Map<string, PlacedEvent & { cushion: number }>()

  add(
    cushion: number,
    from: {
      readonly minutes: readonly MinuteSummary[]
      readonly bouts: readonly Bout[]
      readonly events: readonly CushionEvent[]
    },
  ): void {
    for (const minute of from.minutes) this.#minutes.set(`${cushion}/${minute.atMs}`, { cushion, minute })
    for (const bout of from.bouts) {
      const key = `${cushion}/${bout.startedAtMs}`
      const there = this.#bouts.get(key)
      if (there === undefined || bout.endedAtMs >= there.bout.endedAtMs)
        this.#bouts.set(key, { cushion, bout })
    }
    for (const event of placeEvents(from.events))
      this.#events.set(`${cushion}/${event.atMs}/${event.key}`, { ...event, cushion })
  }

  async write(run: Run): Promise<void> {
    const [minutes, bouts, events] = [this.#minutes, this.#bouts, this.#events].map((map) => map.size)
    if (minutes) await run(sql.putMinutes, minuteValues([...this.#minutes.values()]))
    if (bouts) await run(sql.putBouts, boutValues([...this.#bouts.values()]))
    if (events) await run(sql.putEvents, eventValues([...this.#events.values()]))
  }
}

const minuteValues = (rows: readonly { cushion: number; minute: MinuteSummary }[]) =>
  columnsOf(
    rows,
    ({ cushion }) => cushion,
    ({ minute }) => minute.atMs,
    ...minuteColumns.map((column) => (row: { minute: MinuteSummary }) => row.minute[column]),
  )

const boutValues = (rows: readonly { cushion: number; bout: Bout }[]) =>
  columnsOf(
    rows,
    ({ cushion }) => cushion,
    ({ bout }) => bout.startedAtMs,
    ({ bout }) => bout.endedAtMs,
    ({ bout }) => bout.boutS,
  )

const eventValues = (rows: readonly (PlacedEvent & { cushion: number })[]) =>
  columnsOf(
    rows,
    ({ cushion }) => cushion,
    ({ atMs }) => atMs,
    ({ slot }) => slot,
    ({ key }) => sqlText(key),
    ({ event }) => JSON.stringify(event),
  )

/** PostgreSQL's texts hold every character but this one. */
const sqlText = (key: string): string => key.replaceAll('\0', '\\0')

export async function readMinutes(
  run: Run,
  cushion: number,
  { fromMs, toMs }: Stretch,
): Promise<MinuteSummary[]> {
  const rows = await run<Record<string, number | null>>(sql.minutes, [cushion, whole(fromMs), whole(toMs)])
  return rows.map((row) => minuteFrom(row.atMs ?? 0, (column) => row[column] ?? null))
}

export async function readBouts(
  run: Run,
  cushion: number,
  { fromMs, toMs }: Stretch,
): Promise<readonly Bout[]> {
  return await run<{ startedAtMs: number; endedAtMs: number; boutS: number }>(sql.bouts, [
    cushion,
    whole(fromMs),
    whole(toMs),
  ])
}

/** A place in the order of events, from which reading continues. */
export interface EventPlace {
  readonly atMs: number
  readonly slot: number
  readonly key: string
}

/** Events after `after` and before `toMs`, and the place to continue from (null at the end). */
export async function readEvents(
  run: Run,
  cushion: number,
  { after, toMs }: { readonly after: EventPlace; readonly toMs: number },
): Promise<{ events: CushionEvent[]; next: EventPlace | null }> {
  const rows = await run<EventPlace & { body: string }>(sql.events, [
    cushion,
    whole(toMs),
    whole(after.atMs),
    after.slot,
    after.key,
  ])
  const events = rows.flatMap(({ body }) => {
    const parsed = eventSchema.safeParse(parseJson(body))
    return parsed.success ? parsed.data : []
  })
  return { events, next: rows.at(-1) ?? null }
}

/** Removes minutes and events of the stretch, and bouts that started in it. */
export async function eraseFacts(run: Run, cushion: number, { fromMs, toMs }: Stretch): Promise<void> {
  for (const text of sql.erase) await run(text, [cushion, whole(fromMs), whole(toMs)])
}

/** For a whole number of ms, `at >= from` is the same as `at >= whole(from)`; far beyond any time, it fits an int8. */
export const whole = (ms: number): number =>
  Math.ceil(Math.min(Math.max(ms, -Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER))

const quoted = (name: string) => `"${name}"`
const within = (at: string) => `cushion = $1 AND "${at}" >= $2 AND "${at}" < $3`
const pageRows = 1000

/** A row that comes again as it is stays as it is, without a new version of it. */
const upsert = (table: string, keys: readonly string[], others: readonly string[]): string => {
  const list = (prefix: string) => others.map((name) => `${prefix}.${quoted(name)}`).join(', ')
  return `ON CONFLICT (${keys.map(quoted).join(', ')}) DO UPDATE SET ${others.map((name) => `${quoted(name)} = excluded.${quoted(name)}`).join(', ')}
    WHERE (${list(table)}) IS DISTINCT FROM (${list('excluded')})`
}

const sql = {
  putMinutes: `INSERT INTO seat_minute (cushion, "atMs", ${minuteColumns.map(quoted).join(', ')})
    SELECT * FROM ${spread(['int4', 'int8', ...minuteColumns.map((column) => (isWhole(column) ? 'int4' : 'float8'))])}
    ${upsert('seat_minute', ['cushion', 'atMs'], minuteColumns)}`,
  putBouts: `INSERT INTO seat_bout (cushion, "startedAtMs", "endedAtMs", "boutS")
    SELECT * FROM ${spread(['int4', 'int8', 'int8', 'float8'])}
    ${upsert('seat_bout', ['cushion', 'startedAtMs'], ['endedAtMs', 'boutS'])} AND excluded."endedAtMs" >= seat_bout."endedAtMs"`,
  putEvents: `INSERT INTO seat_event (cushion, "atMs", slot, key, body)
    SELECT * FROM ${spread(['int4', 'int8', 'int4', 'text', 'text'])}
    ${upsert('seat_event', ['cushion', 'atMs', 'key'], ['slot', 'body'])}`,
  minutes: `SELECT "atMs", ${minuteColumns.map(quoted).join(', ')} FROM seat_minute WHERE ${within('atMs')} ORDER BY "atMs" LIMIT ${pageRows}`,
  bouts: `SELECT "startedAtMs", "endedAtMs", "boutS" FROM seat_bout WHERE ${within('startedAtMs')} ORDER BY "startedAtMs"`,
  events: `SELECT "atMs", slot, key, body FROM seat_event
    WHERE cushion = $1 AND "atMs" < $2 AND ("atMs", slot, key) > ($3, $4, $5) ORDER BY "atMs", slot, key LIMIT ${pageRows / 2}`,
  erase: [
    `DELETE FROM seat_minute WHERE ${within('atMs')}`,
    `DELETE FROM seat_bout WHERE ${within('startedAtMs')}`,
    `DELETE FROM seat_event WHERE ${within('atMs')}`,
  ],
}

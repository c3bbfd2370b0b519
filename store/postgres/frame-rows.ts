/**
 * Frames as rows: packed minutes (`seat_chunk`) and minutes that still grow (`seat_tail`), as in the embedded store. Which minutes of
 * a cushion grow stands in its own row, which a writer has locked, so that two recorders that write one cushion agree on it.
 */
import { setImmediate as letOthersRun } from 'node:timers/promises'
import type { FrameColumns } from '../../contract/record.ts'
import { packChunk, unpackChunk } from '../frames/chunk.ts'
import { growingMinutes, mergeRuns, piecesByMinute, summaryOf } from '../frames/frame-runs.ts'
import { leanRow, runsOfLean } from '../frames/lean-row.ts'
import { columnsOf, type SqlType, spread } from './columns.ts'
import type { Run } from './postgres-link.ts'

/** A cushion with its growing minutes, the one touched last at the end. */
export interface LockedCushion {
  readonly id: number
  readonly growing: readonly number[]
}

interface Piece {
  readonly cushion: number
  readonly minute: number
  readonly runs: readonly FrameColumns[]
}

/** Gets packed minutes (since 1970) that cannot be unpacked; they read as empty. */
export type OnDamaged = (cushion: number, minute: number) => void

/** Minutes packed in one go. */
const packSlice = 20

export async function writeFrames(
  run: Run,
  waiting: ReadonlyMap<LockedCushion, readonly FrameColumns[]>,
  onDamaged: OnDamaged,
): Promise<void> {
  const plans = [...waiting].map(([cushion, pieces]) => planOf(cushion, pieces))
  await addTails(
    run,
    plans.flatMap(({ tails }) => tails),
  )
  await packMinutes(
    run,
    plans.flatMap(({ packs }) => packs),
    onDamaged,
  )
  const changed = plans.filter(({ changed }) => changed)
  if (changed.length > 0)
    await run(
      sql.grow,
      columnsOf(
        changed,
        ({ cushion }) => cushion,
        ({ growing }) => growing.at(-2) ?? null,
        ({ growing }) => growing.at(-1) ?? null,
      ),
    )
}

/** The last minutes of what came go on growing; earlier ones, and those that others push out, are packed. */
function planOf({ id: cushion, growing: before }: LockedCushion, pieces: readonly FrameColumns[]) {
  const byMinute = piecesByMinute(pieces)
  const order = [
    ...before.filter((minute) => !byMinute.has(minute)),
    ...[...byMinute.keys()].slice(-growingMinutes),
  ]
  const growing = order.slice(-growingMinutes)
  const tails: Piece[] = []
  const packs: Piece[] = order.slice(0, -growingMinutes).map((minute) => ({ cushion, minute, runs: [] }))
  for (const [minute, parts] of byMinute) {
    const piece = { cushion, minute, runs: mergeRuns(parts) }
    if (growing.includes(minute)) tails.push(piece)
    else packs.push(piece)
  }
  return { cushion, growing, tails, packs, changed: growing.join() !== before.join() }
}

async function addTails(run: Run, pieces: readonly Piece[]): Promise<void> {
  if (pieces.length > 0) await run(sql.addTails, withBodies(pieces, leanRow))
}

/** What came is merged with what is there of its minute. */
async function packMinutes(run: Run, pieces: readonly Piece[], onDamaged: OnDamaged): Promise<void> {
  if (pieces.length === 0) return
  const places = placesOf(pieces)
  const there = new Map<string, Stored[]>()
  for (const row of await run<Stored>(sql.toPack, places)) {
    const rows = there.get(keyOf(row))
    if (rows === undefined) there.set(keyOf(row), [row])
    else rows.push(row)
  }
  await run(sql.dropTails, places)
  for (let at = 0; at < pieces.length; at += packSlice) {
    const merged = pieces.slice(at, at + packSlice).flatMap((piece) => {
      const { runs, damaged } = unpacked(there.get(keyOf(piece)) ?? [])
      if (damaged.length > 0) onDamaged(piece.cushion, piece.minute)
      return { ...piece, damaged, runs: mergeRuns([...runs, ...piece.runs]) }
    })
    for (const { cushion, minute, damaged } of merged)
      for (const body of damaged) await run(sql.keepDamaged, [cushion, minute, body])
    const full = merged.filter(({ runs }) => runs.length > 0)
    if (full.length > 0) await run(sql.putChunks, withBodies(full, packChunk))
    await letOthersRun()
  }
}

interface Stored {
  readonly cushion: number
  readonly minute: number
  /** Null: packed. */
  readonly tail: number | null
  readonly body: Buffer
}

const keyOf = ({ cushion, minute }: { cushion: number; minute: number }): string => `${cushion}/${minute}`

function unpacked(rows: readonly Stored[]): { runs: FrameColumns[]; damaged: Buffer[] } {
  const runs: FrameColumns[] = []
  const damaged: Buffer[] = []
  for (const { tail, body } of rows) {
    try {
      runs.push(...(tail === null ? unpackChunk(body) : runsOfLean(body)))
    } catch {
      damaged.push(body)
    }
  }
  return { runs, damaged }
}

/** Some minutes of frames, in order of time, at or after `fromMinute` and before `toMinute`; none: there are no more. */
export async function readMinutesOfFrames(
  run: Run,
  { cushion, fromMinute, toMinute }: { cushion: number; fromMinute: number; toMinute: number },
  onDamaged: OnDamaged,
): Promise<{ minute: number; runs: FrameColumns[] }[]> {
  const rows = await run<Stored>(sql.page, [cushion, fromMinute, toMinute])
  return [...Map.groupBy(rows, ({ minute }) => minute)].map(([minute, of]) => {
    const { runs, damaged } = unpacked(of)
    if (damaged.length > 0) onDamaged(cushion, minute)
    return { minute, runs: mergeRuns(runs) }
  })
}

/** The most cells of any frame in these minutes. */
export async function readCells(
  run: Run,
  { cushion, fromMinute, toMinute }: { cushion: number; fromMinute: number; toMinute: number },
): Promise<number> {
  const [row] = await run<{ cells: number | null }>(sql.cells, [cushion, fromMinute, toMinute])
  return row?.cells ?? 0
}

/** Packs these runs as all there is of their minute; damaged ones go. */
export async function replaceMinute(run: Run, piece: Piece): Promise<void> {
  const place = [piece.cushion, piece.minute, piece.minute + 1]
  await dropMinutes(run, place)
  if (piece.runs.length > 0) await run(sql.putChunks, withBodies([piece], packChunk))
}

/** `[cushion, fromMinute, toMinute]` */
export async function dropMinutes(run: Run, place: readonly number[]): Promise<void> {
  for (const text of sql.drop) await run(text, place)
}

const placesOf = (pieces: readonly Piece[]) =>
  columnsOf(
    pieces,
    ({ cushion }) => cushion,
    ({ minute }) => minute,
  )

/** All bodies travel as one value, of which each row takes its part: bytes in an array would travel as text. */
function withBodies(
  pieces: readonly Piece[],
  bytesOf: (runs: readonly FrameColumns[]) => Uint8Array,
): readonly unknown[] {
  const bodies = pieces.map(({ runs }) => bytesOf(runs))
  let at = 1
  const rows = pieces.map(({ cushion, minute, runs }, i) => {
    const length = bodies[i]?.length ?? 0
    const row = { cushion, minute, ...summaryOf(runs), at, length }
    at += length
    return row
  })
  const columns = columnsOf(
    rows,
    (row) => row.cushion,
    (row) => row.minute,
    (row) => row.firstAtMs,
    (row) => row.lastAtMs,
    (row) => row.frames,
    (row) => row.cells,
    (row) => row.at,
    (row) => row.length,
  )
  return [Buffer.concat(bodies), ...columns]
}

const columns = 'cushion, minute, "firstAtMs", "lastAtMs", frames, cells, body'
const types: readonly SqlType[] = ['int4', 'int4', 'int8', 'int8', 'int4', 'int4', 'int4', 'int4']
const bodied = (table: string) =>
  `INSERT INTO ${table} (${columns})
   SELECT cushion, minute, first, last, frames, cells, substring($1::bytea FROM at FOR length)
   FROM ${spread(types, 2)} AS piece (cushion, minute, first, last, frames, cells, at, length)`
const places = `${spread(['int4', 'int4'])} AS place (cushion, minute)`
const pageMinutes = 30
const cellsIn = (table: string) =>
  `(SELECT max(cells) FROM ${table} WHERE cushion = $1 AND minute >= $2 AND minute < $3)`
const minutesIn = (table: string) =>
  `(SELECT DISTINCT minute FROM ${table} WHERE cushion = $1 AND minute >= $2 AND minute < $3 ORDER BY minute LIMIT ${pageMinutes})`

const sql = {
  addTails: bodied('seat_tail'),
  putChunks: `${bodied('seat_chunk')}
    ON CONFLICT (cushion, minute) DO UPDATE SET "firstAtMs" = excluded."firstAtMs", "lastAtMs" = excluded."lastAtMs",
      frames = excluded.frames, cells = excluded.cells, body = excluded.body`,
  toPack: `SELECT cushion, minute, NULL::int8 AS tail, body FROM ${places} JOIN seat_chunk USING (cushion, minute)
    UNION ALL SELECT cushion, minute, id, body FROM ${places} JOIN seat_tail USING (cushion, minute)
    ORDER BY cushion, minute, tail NULLS FIRST`,
  dropTails: `DELETE FROM seat_tail USING ${places} WHERE seat_tail.cushion = place.cushion AND seat_tail.minute = place.minute`,
  keepDamaged: 'INSERT INTO seat_damaged (cushion, minute, body) VALUES ($1, $2, $3)',
  grow: `UPDATE seat_cushion SET older = now.older, newer = now.newer
    FROM ${spread(['int4', 'int4', 'int4'])} AS now (id, older, newer) WHERE seat_cushion.id = now.id`,
  // In one statement, so that no minute is between the two tables meanwhile.
  page: `WITH page AS (SELECT minute FROM (${minutesIn('seat_chunk')} UNION ${minutesIn('seat_tail')}) AS either ORDER BY minute LIMIT ${pageMinutes})
    SELECT cushion, minute, NULL::int8 AS tail, body FROM seat_chunk WHERE cushion = $1 AND minute IN (SELECT minute FROM page)
    UNION ALL SELECT cushion, minute, id, body FROM seat_tail WHERE cushion = $1 AND minute IN (SELECT minute FROM page)
    ORDER BY minute, tail NULLS FIRST`,
  cells: `SELECT greatest(${cellsIn('seat_chunk')}, ${cellsIn('seat_tail')}) AS cells`,
  drop: ['seat_chunk', 'seat_tail', 'seat_damaged'].map(
    (table) => `DELETE FROM ${table} WHERE cushion = $1 AND minute >= $2 AND minute < $3`,
  ),
}

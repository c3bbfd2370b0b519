/**
 * Frames in the tables `chunk` (packed minutes) and `tail` (minutes that still grow). All calls are synchronous;
 * those that write expect the caller's transaction.
 *
 * Each write to a growing minute adds a row to `tail`. A cushion has up to two growing minutes (the current one, and an older one
 * that is catching up). When a third starts, the one untouched for longest is packed. New data for a packed minute makes it grow
 * again; packing merges by time.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { FrameColumns } from '../../contract/record.ts'
import { packChunk, unpackChunk } from '../frames/chunk.ts'
import {
  growingMinutes,
  mergeRuns,
  minuteMs,
  minuteOf,
  pickFrames,
  piecesByMinute,
  summaryOf,
} from '../frames/frame-runs.ts'
import { runsOfTail, tailRow } from './tail-row.ts'

const perCushion = 2 ** 32

export class FrameTable {
  readonly #sql: ReturnType<typeof statements>
  readonly #onDamaged: (minute: number) => void
  /** Keys of the growing minutes per cushion, the one touched last at the end. */
  #growing = new Map<number, number[]>()

  /** `onDamaged` gets packed minutes (since 1970) that cannot be unpacked; they read as empty. */
  constructor(db: DatabaseSync, onDamaged: (minute: number) => void) {
    this.#onDamaged = onDamaged
    this.#sql = statements(db)
    for (const row of this.#sql.growing.all())
      this.#growingOf(cushionOf(number(row, 'key'))).push(number(row, 'key'))
  }

  write(cushion: number, pieces: readonly FrameColumns[]): void {
    const byMinute = piecesByMinute(pieces)
    const stillGrowing = new Set([...byMinute.keys()].slice(-growingMinutes))
    for (const [minute, parts] of byMinute) {
      const key = cushion * perCushion + minute
      const runs = mergeRuns(parts)
      if (stillGrowing.has(minute)) this.#grow(cushion, key, runs)
      else this.#pack(cushion, key, runs)
    }
  }

  /** The earliest minute with frames at or after `fromMs` and before `toMs`, as runs in order of time. */
  minuteFrom(cushion: number, fromMs: number, toMs: number): { minute: number; runs: FrameColumns[] } | null {
    const from = cushion * perCushion + Math.max(0, minuteOf(fromMs))
    const to = cushion * perCushion + Math.min(perCushion - 1, Math.max(0, Math.ceil(toMs / minuteMs)))
    const row = this.#sql.next.get(from, to, from, to)
    const key = row?.key
    if (typeof key !== 'number') return null
    return { minute: key % perCushion, runs: this.#load(key).runs }
  }

  /** The most cells of any frame in the minutes `fromMinute` to before `toMinute`. */
  cells(cushion: number, fromMinute: number, toMinute: number): number {
    const from = cushion * perCushion + fromMinute
    const to = cushion * perCushion + toMinute
    return Number(this.#sql.cells.get(from, to, from, to)?.cells ?? 0)
  }

  /** First and last time of any frame of the cushion in the minutes from `fromMs` on and before `toMs`. */
  span(
    cushion: number,
    fromMs = 0,
    toMs = Number.POSITIVE_INFINITY,
  ): { firstAtMs: number; lastAtMs: number } | null {
    const [from, to] = keysOf(cushion, fromMs, toMs)
    const first = this.#sql.first.get(from, to, from, to)?.atMs
    const last = this.#sql.last.get(from, to, from, to)?.atMs
    return typeof first === 'number' && typeof last === 'number' ? { firstAtMs: first, lastAtMs: last } : null
  }

  /** The number of frames in the minutes from `fromMs` on and before `toMs`. */
  count(cushion: number, fromMs: number, toMs: number): number {
    const [from, to] = keysOf(cushion, fromMs, toMs)
    let frames = Number(this.#sql.count.get(from, to)?.frames ?? 0)
    for (const key of this.#growingOf(cushion)) {
      if (key < from || key >= to) continue
      for (const { body } of this.#sql.tails.all(key)) {
        const runs = body instanceof Uint8Array ? (unpackedBy(runsOfTail, body) ?? []) : []
        frames += runs.reduce((sum, { atMs }) => sum + atMs.length, 0)
      }
    }
    return frames
  }

  /** Deletes minutes from `fromMs` on and before `toMs`, of the packed ones up to `limit`; returns how many of these. */
  prune(cushion: number, { fromMs, toMs }: { fromMs: number; toMs: number }, limit: number): number {
    const [from, to] = keysOf(cushion, fromMs, toMs)
    const growing = this.#growingOf(cushion)
    if (growing.some((key) => key >= from && key < to)) {
      this.#sql.pruneTail.run(from, to)
      this.#growing.set(
        cushion,
        growing.filter((key) => key < from || key >= to),
      )
    }
    return Number(this.#sql.prune.run(from, to, limit).changes)
  }

  /** Removes the frames of the stretch, which must be within the minute of `fromMs`. */
  takeOut(cushion: number, fromMs: number, toMs: number): FrameColumns[] {
    const key = cushion * perCushion + minuteOf(fromMs)
    const { runs, damaged } = this.#load(key)
    for (const body of damaged) this.#sql.keepDamaged.run(key, body)
    const isOut = (atMs: number) => atMs >= fromMs && atMs < toMs
    this.prune(cushion, { fromMs, toMs: (minuteOf(fromMs) + 1) * minuteMs }, 1)
    const stay = runs.flatMap((run) => pickFrames(run, (atMs) => !isOut(atMs)) ?? [])
    if (stay.length > 0) this.#pack(cushion, key, stay)
    return runs.flatMap((run) => pickFrames(run, isOut) ?? [])
  }

  /** Removes the frames of the stretch, and damaged minutes that it touches. */
  erase(cushion: number, fromMs: number, toMs: number): void {
    for (let next = this.minuteFrom(cushion, fromMs, toMs); next !== null; ) {
      const end = (next.minute + 1) * minuteMs
      if (next.minute * minuteMs >= toMs) break
      this.takeOut(cushion, Math.max(fromMs, next.minute * minuteMs), Math.min(toMs, end))
      next = this.minuteFrom(cushion, end, toMs)
    }
    const firstKey = cushion * perCushion + minuteOf(fromMs)
    this.#sql.dropDamaged.run(firstKey, cushion * perCushion + Math.ceil(toMs / minuteMs))
  }

  #grow(cushion: number, key: number, runs: readonly FrameColumns[]): void {
    const keys = this.#growingOf(cushion)
    const at = keys.indexOf(key)
    if (at >= 0) keys.splice(at, 1)
    keys.push(key)
    const { firstAtMs, lastAtMs, cells } = summaryOf(runs)
    this.#sql.addTail.run(key, firstAtMs, lastAtMs, cells, tailRow(runs))
    const longest = keys.length > growingMinutes ? keys[0] : undefined
    if (longest !== undefined) this.#pack(cushion, longest, [])
  }

  #pack(cushion: number, key: number, more: readonly FrameColumns[]): void {
    const kept = this.#load(key)
    for (const body of kept.damaged) this.#sql.keepDamaged.run(key, body)
    const runs = mergeRuns([...kept.runs, ...more])
    const { firstAtMs, lastAtMs, cells, frames } = summaryOf(runs)
    if (frames > 0) this.#sql.putChunk.run(key, firstAtMs, lastAtMs, cells, frames, packChunk(runs))
    const keys = this.#growingOf(cushion)
    const at = keys.indexOf(key)
    if (at < 0) return
    keys.splice(at, 1)
    this.#sql.dropTail.run(key)
  }

  #load(key: number): { runs: FrameColumns[]; damaged: Uint8Array[] } {
    const pieces: FrameColumns[] = []
    const damaged: Uint8Array[] = []
    const take = (body: unknown, unpack: (bytes: Uint8Array) => FrameColumns[]) => {
      if (body === undefined) return
      const bytes = body instanceof Uint8Array ? body : Buffer.from(String(body))
      const runs = unpackedBy(unpack, bytes)
      if (runs === null) damaged.push(bytes)
      else pieces.push(...runs)
    }
    take(this.#sql.chunk.get(key)?.body, unpackChunk)
    for (const row of this.#sql.tails.all(key)) take(row.body, runsOfTail)
    if (damaged.length > 0) this.#onDamaged(key % perCushion)
    return { runs: mergeRuns(pieces), damaged }
  }

  #growingOf(cushion: number): number[] {
    let keys = this.#growing.get(cushion)
    if (keys === undefined) {
      keys = []
      this.#growing.set(cushion, keys)
    }
    return keys
  }
}

/** Null when the bytes are damaged. */
function unpackedBy(unpack: (bytes: Uint8Array) => FrameColumns[], body: Uint8Array): FrameColumns[] | null {
  try {
    return unpack(body)
  } catch {
    return null
  }
}

/** Keys of the minutes from the one of `fromMs` on, before the one of `toMs`. */
const keysOf = (cushion: number, fromMs: number, toMs: number): [from: number, to: number] => {
  const key = (minute: number) => cushion * perCushion + Math.min(perCushion, Math.max(0, minute))
  return [key(minuteOf(fromMs)), key(minuteOf(toMs))]
}

const cushionOf = (key: number) => Math.floor(key / perCushion)

function number(row: Record<string, unknown>, column: string): number {
  const value = row[column]
  return typeof value === 'number' ? value : 0
}

function statements(db: DatabaseSync) {
  const both = (what: string) =>
    `(SELECT ${what} FROM chunk WHERE key >= ? AND key < ? UNION ALL SELECT ${what} FROM tail WHERE key >= ? AND key < ?)`
  const edge = (what: string, order: 'ASC' | 'DESC') =>
    `(SELECT atMs FROM (SELECT ${what} AS atMs FROM chunk WHERE key >= ? AND key < ? ORDER BY key ${order} LIMIT 1)
      UNION ALL SELECT ${what} FROM tail WHERE key >= ? AND key < ?)`
  return {
    growing: db.prepare('SELECT key, max(id) FROM tail GROUP BY key ORDER BY max(id)'),
    addTail: db.prepare('INSERT INTO tail (key, firstAtMs, lastAtMs, cells, body) VALUES (?, ?, ?, ?, ?)'),
    dropTail: db.prepare('DELETE FROM tail WHERE key = ?'),
    dropDamaged: db.prepare('DELETE FROM damaged WHERE key >= ? AND key < ?'),
    putChunk: db.prepare(
      'INSERT OR REPLACE INTO chunk (key, firstAtMs, lastAtMs, cells, frames, body) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    chunk: db.prepare('SELECT body FROM chunk WHERE key = ?'),
    tails: db.prepare('SELECT body FROM tail WHERE key = ? ORDER BY id'),
    next: db.prepare(`SELECT min(key) AS key FROM ${both('min(key) AS key')}`),
    cells: db.prepare(`SELECT max(cells) AS cells FROM ${both('max(cells) AS cells')}`),
    // Through the key: a full scan would read a year of packed frames.
    first: db.prepare(`SELECT min(atMs) AS atMs FROM ${edge('firstAtMs', 'ASC')}`),
    last: db.prepare(`SELECT max(atMs) AS atMs FROM ${edge('lastAtMs', 'DESC')}`),
    count: db.prepare('SELECT total(frames) AS frames FROM chunk WHERE key >= ? AND key < ?'),
    keepDamaged: db.prepare('INSERT INTO damaged (key, body) VALUES (?, ?)'),
    pruneTail: db.prepare('DELETE FROM tail WHERE key >= ? AND key < ?'),
    prune: db.prepare(
      'DELETE FROM chunk WHERE key IN (SELECT key FROM chunk WHERE key >= ? AND key < ? LIMIT ?)',
    ),
  }
}

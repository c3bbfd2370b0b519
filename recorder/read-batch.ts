/**
 * From the bytes of a `record` message to a checked batch. The columns of readings are checked by hand because this is the
 * hot path (tens of thousands of readings per second); the schema checks everything else.
 */

import { type FrameColumns, type RecordBatch, recordSchema } from '../contract/record.ts'
import { parseJson } from '../platform/json.ts'

export type ReadBatch =
  | { readonly ok: true; readonly batch: RecordBatch }
  | {
      readonly ok: false
      readonly reason: string
      /** Enough to tell the gateway that the batch was set aside; null if not even that can be read. */
      readonly key: { readonly outbox: string; readonly batch: number } | null
    }

const maxCells = 64
const maxFrames = 100_000
const restSchema = recordSchema.omit({ frames: true })

/** `cushion`: from the topic; the batch must name the same one. */
export function readBatch(payload: Buffer, cushion: string): ReadBatch {
  const parsed = parseJson(payload.toString())
  if (parsed === undefined) return { ok: false, reason: 'not JSON', key: null }
  if (typeof parsed !== 'object' || parsed === null)
    return { ok: false, reason: 'not a JSON object', key: null }
  const { frames = undefined, ...rest }: { frames?: unknown } = parsed
  const columns = readColumns(frames)
  const checked = restSchema.safeParse(rest)
  if (typeof columns === 'string') return { ok: false, reason: columns, key: keyOf(rest) }
  if (!checked.success) {
    const [issue] = checked.error.issues
    return {
      ok: false,
      reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`,
      key: keyOf(rest),
    }
  }
  if (checked.data.cushion !== cushion) {
    return {
      ok: false,
      reason: `a batch of ${checked.data.cushion} on the topic of ${cushion}`,
      key: keyOf(rest),
    }
  }
  return { ok: true, batch: { ...checked.data, frames: columns } }
}

function keyOf(record: object): { outbox: string; batch: number } | null {
  if (!('outbox' in record && 'batch' in record)) return null
  const { outbox, batch } = record
  if (typeof outbox !== 'string' || outbox === '' || outbox.length > 64) return null
  return typeof batch === 'number' && Number.isSafeInteger(batch) && batch > 0 ? { outbox, batch } : null
}

const isInteger = (value: unknown): value is number => Number.isSafeInteger(value)
const isKpa = (value: unknown): value is number | null => value === null || typeof value === 'number'

/** The column if it has `length` values of the wanted kind, otherwise null. */
function column<T>(value: unknown, length: number, is: (one: unknown) => one is T): T[] | null {
  return Array.isArray(value) && value.length === length && value.every(is) ? value : null
}

function table<T>(value: unknown, length: number, is: (one: unknown) => one is T): T[][] | null {
  if (!Array.isArray(value) || value.length === 0 || value.length > maxCells) return null
  const columns: T[][] = []
  for (const one of value) {
    const read = column(one, length, is)
    if (read === null) return null
    columns.push(read)
  }
  return columns
}

/** The columns, null if the batch has none, or the reason why they do not fit. */
function readColumns(frames: unknown): FrameColumns | null | string {
  if (frames === null) return null
  if (typeof frames !== 'object' || frames === undefined) return 'frames: missing'
  const given: Partial<Record<keyof FrameColumns, unknown>> = frames
  const length = Array.isArray(given.atMs) ? given.atMs.length : -1
  if (length < 0) return 'frames.atMs: not a list'
  if (length > maxFrames) return `frames: ${length} readings are more than ${maxFrames}`
  const atMs = column(given.atMs, length, isInteger)
  const boot = column(given.boot, length, isInteger)
  const seq = column(given.seq, length, isInteger)
  const boardMs = column(given.boardMs, length, isInteger)
  if (atMs === null || boot === null || seq === null || boardMs === null) {
    return `frames: atMs, boot, seq and boardMs have to be whole numbers, ${length} of each`
  }
  const counts = table(given.counts, length, isInteger)
  if (counts === null) return `frames.counts: not ${length} whole numbers for each of 1-${maxCells} cells`
  if (given.kpa === null) return { atMs, boot, seq, boardMs, counts, kpa: null }
  const kpa = table(given.kpa, length, isKpa)
  if (kpa === null || kpa.length !== counts.length)
    return `frames.kpa: not ${length} numbers or nulls for each cell`
  return { atMs, boot, seq, boardMs, counts, kpa }
}

/**
 * Outbox and number from the head of a message, without parsing it: `"outbox":"...","batch":n` as gateways write it.
 * Null if it is written differently; then a resent message is not noticed while the first one still waits.
 */
export function peekKey(payload: Buffer): string | null {
  const head = payload.toString('latin1', 0, 300)
  const found = /"outbox":"([^"\\]{1,64})","batch":(\d{1,16})[,}]/.exec(head)
  return found ? `${found[1]}/${found[2]}` : null
}

/**
 * One line of a recording in JSON lines, `{"atMs":<epoch ms>,"line":"<as received>"}`. The usual form is read without a JSON
 * parser, because a year has a hundred million lines; other spellings go through JSON.parse.
 */
import { parseJson } from '../platform/json.ts'

const head = '{"atMs":'
const middle = ',"line":"'
const quote = 0x22
const backslash = 0x5c
/** Epoch ms beyond the year 9999 is a mistake, not a time. */
const latestMs = 253_402_300_800_000

export type JsonRecord =
  | { readonly ok: true; readonly atMs: number; readonly text: string }
  | { readonly ok: false; readonly reason: 'not-a-record' | 'time' }

const notARecord: JsonRecord = { ok: false, reason: 'not-a-record' }
const noTime: JsonRecord = { ok: false, reason: 'time' }

export function readJsonRecord(line: string): JsonRecord {
  return usual(line) ?? anyJson(line)
}

function usual(line: string): JsonRecord | null {
  if (!line.startsWith(head) || !line.endsWith('"}')) return null
  let atMs = 0
  let i = head.length
  for (; i < line.length; i++) {
    const digit = line.charCodeAt(i) - 0x30
    if (digit < 0 || digit > 9) break
    atMs = atMs * 10 + digit
  }
  if (i === head.length || !line.startsWith(middle, i)) return null
  const from = i + middle.length
  const end = line.length - 2
  for (let at = from; at < end; at++) {
    const code = line.charCodeAt(at)
    if (code === quote || code === backslash) return null
  }
  return atMs < latestMs ? { ok: true, atMs, text: line.slice(from, end) } : noTime
}

function anyJson(line: string): JsonRecord {
  const value = parseJson(line)
  if (typeof value !== 'object' || value === null) return notARecord
  if (!('line' in value) || typeof value.line !== 'string') return notARecord
  if (!('atMs' in value) || typeof value.atMs !== 'number') return noTime
  if (!(value.atMs >= 0 && value.atMs < latestMs)) return noTime
  return { ok: true, atMs: Math.floor(value.atMs), text: value.line.replace(/\r?\n$/, '') }
}

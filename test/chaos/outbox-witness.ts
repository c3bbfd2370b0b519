/**
 * Reads the outbox of a gateway that has ended, from a copy, so that the gateway finds its file as it left it. Returns everything
 * that waits there: the exact list of what had reached the outbox and was not yet confirmed as stored.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { recordSchema } from '../../contract/record.ts'
import { bodyOf, type StoredRow } from './verdict.ts'

export interface Waiting {
  readonly batches: number
  readonly frames: readonly StoredRow[]
  /** `kind at` of events, `minute at`, `bout startedAt`. */
  readonly facts: readonly string[]
}

export function readOutbox(file: string): Waiting {
  if (!existsSync(file)) return { batches: 0, frames: [], facts: [] }
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-chaos-outbox-'))
  try {
    const copy = join(folder, 'gateway.db')
    copyFileSync(file, copy)
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`)
    const db = new DatabaseSync(copy)
    const rows = db.prepare('SELECT content FROM batch ORDER BY cushion, batch').all()
    db.close()
    const contents = rows.map(({ content }) =>
      content instanceof Uint8Array ? Buffer.from(content).toString() : String(content),
    )
    return collect(contents)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** For waiting only: the gateway is running, and its file may be copied in the middle of a change. */
export function isEmptyBy(file: string): boolean {
  try {
    return readOutbox(file).batches === 0
  } catch {
    return false
  }
}

function collect(contents: readonly string[]): Waiting {
  const frames: StoredRow[] = []
  const facts: string[] = []
  for (const content of contents) {
    const batch = recordSchema.parse(JSON.parse(content))
    for (const { at, kind } of batch.events) facts.push(`${kind} ${at}`)
    for (const { atMs } of batch.minutes) facts.push(`minute ${new Date(atMs).toISOString()}`)
    for (const { startedAtMs } of batch.bouts) facts.push(`bout ${new Date(startedAtMs).toISOString()}`)
    const columns = batch.frames
    if (columns === null) continue
    for (const [i, seq] of columns.seq.entries()) {
      const boot = columns.boot[i] ?? 0
      const counts = columns.counts.map((column) => column[i] ?? 0)
      const at = new Date(columns.atMs[i] ?? 0).toISOString()
      frames.push({ at, boot, seq, body: bodyOf({ seq, boardMs: columns.boardMs[i] ?? 0, counts }) })
    }
  }
  return { batches: contents.length, frames, facts }
}

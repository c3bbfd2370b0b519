/** The rows of one cushion in the outbox file: read into its ledger, and written from it. */
import type { CushionLedger } from './ledger.ts'
import type { OutboxFile } from './outbox-file.ts'

const deletedAtOnce = 100
/** State keys in the file that belong to the ledger itself. */
export const ownKeys = { next: ' next', dropped: ' dropped' } as const

/** Reads a count stored as text; 0 for anything else, which can only be damage. */
export function countOf(text: string | null): number {
  const count = text === null || text === '' ? 0 : Number(text)
  return Number.isSafeInteger(count) && count >= 0 && count < 1e15 ? count : 0
}

/** What the file knows about a cushion besides its batches. Up to `skip` numbers may have been used without being noted. */
export function takeState(
  one: CushionLedger,
  key: string,
  { value, skip }: { value: string; skip: number },
): void {
  if (key === ownKeys.next) one.next = Math.max(one.next, countOf(value) + skip)
  else if (key === ownKeys.dropped) one.dropped += countOf(value)
  else if (!one.state.has(key)) one.state.set(key, value)
}

export function writeCushion(file: OutboxFile, cushion: string, one: CushionLedger): void {
  for (const batch of one.done) file.remove(cushion, batch)
  for (const waiting of one.pending.unsaved()) file.insert({ cushion, ...waiting })
  if (one.pending.unsavedBytes > 0) file.setState(cushion, ownKeys.next, String(one.next))
  for (const key of one.dirty) file.setState(cushion, key, one.state.get(key) ?? '')
  if (one.dropped > 0) file.setState(cushion, ownKeys.dropped, String(one.dropped))
}

/** Removes finished batches, a few at a time, so that it needs little space. */
export function letGo(file: OutboxFile, cushion: string, done: Set<number>): void {
  while (done.size > 0) {
    const some = [...done].slice(0, deletedAtOnce)
    file.transaction(() => {
      for (const batch of some) file.remove(cushion, batch)
    })
    for (const batch of some) done.delete(batch)
    file.checkpoint()
  }
}

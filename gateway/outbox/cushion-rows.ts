/** What one cushion has in the outbox's file: read into its ledger, written from it. */
import type { CushionLedger } from './ledger.ts'
import type { OutboxFile } from './outbox-file.ts'

const deletedAtOnce = 100
/** Keys of the file's state that are the ledger's ownKeys. */
export const ownKeys = { next: ' next', dropped: ' dropped' } as const

/** What the file knows of a cushion beside its batches; `skip` numbers may have been used without being noted. */
export function takeState(
  one: CushionLedger,
  key: string,
  { value, skip }: { value: string; skip: number },
): void {
  if (key === ownKeys.next) one.next = Math.max(one.next, Number(value) + skip)
  else if (key === ownKeys.dropped) one.dropped += Number(value)
  else if (!one.state.has(key)) one.state.set(key, value)
}

export function writeCushion(file: OutboxFile, cushion: string, one: CushionLedger): void {
  for (const batch of one.done) file.remove(cushion, batch)
  for (const waiting of one.pending.unsaved()) file.insert({ cushion, ...waiting })
  if (one.pending.unsavedBytes > 0) file.setState(cushion, ownKeys.next, String(one.next))
  for (const key of one.dirty) file.setState(cushion, key, one.state.get(key) ?? '')
  if (one.dropped > 0) file.setState(cushion, ownKeys.dropped, String(one.dropped))
}

/** Removes batches that are done, a few at a time, so that it needs little room. */
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

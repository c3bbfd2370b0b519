/** Moves corrupt files aside, under a name with the date. Deletes nothing. */
import { lstatSync, renameSync } from 'node:fs'

export const isThere = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false }) !== undefined

/** Renames the file, together with `companions` such as `-wal`. Gives the new path. */
export function setAside(file: string, nowMs: number, companions: readonly string[] = []): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(':', '').replace('.', '')
  let to = `${file}.corrupt-${stamp}`
  for (let n = 2; isThere(to); n++) to = `${file}.corrupt-${stamp}-${n}`
  if (isThere(file)) renameSync(file, to)
  for (const companion of companions)
    if (isThere(file + companion)) renameSync(file + companion, to + companion)
  return to
}

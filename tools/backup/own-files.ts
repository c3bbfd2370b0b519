/** Which files of a data folder are Sitbone's, and which of them a backup holds. Pure but for the listing of folders. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { sideFiles } from '../../platform/sqlite/side-files.ts'
import { fileName as storeName } from '../../store/sqlite/open-file.ts'

export const outboxName = 'gateway.db'
export const diaryName = 'diary.db'
/** Where the button of the page puts its backups. */
export const backupsFolder = 'backups'
const backedUpFolders = ['broker', 'tls']
const folders = [...backedUpFolders, backupsFolder, 'simulated', 'replay', 'cohort']
const files = [
  storeName,
  outboxName,
  diaryName,
  'cushion-gateways.json',
  'accounts.db',
  'accounts.secret',
  'installation',
  'gateway-id',
  'last-ports.json',
  'set-aside-',
  'cohort.json',
  'gateway.lock',
  'recorder.lock',
]

/** Of a path below a data folder: did Sitbone write it? Side files and what was set aside have longer names. */
export function isOurs(path: string): boolean {
  const [first = '', ...rest] = path.split(/[\\/]/)
  const isOwnFolder = folders.includes(first)
  if (rest.length === 0) return isOwnFolder || files.some((name) => first.startsWith(name))
  if (first === 'simulated' || first === 'cohort') return isOurs(rest.join('/'))
  // `replay/<recording>/...`
  if (first === 'replay') return rest.length === 1 || isOurs(rest.slice(1).join('/'))
  return isOwnFolder || first.includes('.corrupt-')
}

/**
 * What a backup of the data folder holds, as paths below it: the outbox before the store, since a batch that is in both is only
 * stored twice, and one that is in neither would be lost. Without simulated data, replays, earlier backups, locks and side files.
 */
export function keptFiles(folder: string): readonly string[] {
  const below = (name: string) => readdirSync(join(folder, name)).map((file) => join(name, file))
  const found = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isFile()) return [entry.name]
    return entry.isDirectory() && backedUpFolders.includes(entry.name) ? below(entry.name) : []
  })
  const kept = found.filter(
    (name) => isOurs(name) && !name.endsWith('.lock') && !sideFiles.some((end) => name.endsWith(end)),
  )
  return [...kept.filter((name) => name === outboxName), ...kept.filter((name) => name !== outboxName)]
}

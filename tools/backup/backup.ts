/**
 * Makes a backup: everything that Sitbone keeps in its data folder, as files with a list of their checksums, and brings one back.
 * Also while Sitbone runs. Not the simulated data and replays, which can be made again, and nothing of InfluxDB or PostgreSQL.
 *
 * Run it in a process that has none of the databases open: closing a copied file would end that process's own locks on it.
 */
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { createFile, makePrivateFolder, readIfThere } from '../../platform/files/private-files.ts'
import { close } from '../../platform/files/tighten.ts'
import { freeBytesOf, inMbOrGb } from '../../platform/free-space.ts'
import { parseJson } from '../../platform/json.ts'
import { copyDatabase, DatabaseNotCopied } from '../../platform/sqlite/copy-database.ts'
import { sqliteTrouble } from '../../platform/sqlite/sqlite-trouble.ts'
import { version } from '../../platform/version.ts'
import { keptFiles } from './own-files.ts'

const listName = 'backup.json'
const list = z.object({
  v: z.literal(1),
  sitbone: z.string(),
  madeAt: z.iso.datetime(),
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
})

/** There is no backup, or none that can be used. The message says why, what it means for the data, and what to do. */
export class BackupRefused extends Error {
  override name = 'BackupRefused'
}

export interface MadeBackup {
  readonly files: number
  readonly bytes: number
  readonly madeAt: string
}

export interface BackupJob {
  /** The data folder. */
  readonly from: string
  /** Made if it is not there; otherwise empty. */
  readonly to: string
  /** What the disk of `to` has to keep free. */
  readonly leaveBytes: number
}

/** @throws BackupRefused; what was copied by then stays in `to`, without the list that makes it a backup */
export async function makeBackup({ from, to, leaveBytes }: BackupJob): Promise<MadeBackup> {
  const names = existsSync(from) ? keptFiles(from) : []
  if (names.length === 0)
    throw new BackupRefused(`There is nothing of Sitbone to back up in the data folder ${from}.`)
  try {
    makePrivateFolder(to)
    if (readdirSync(to).length > 0)
      throw new BackupRefused(`The folder ${to} is not empty, so nothing was written. Name a new one.`)
    refuseWithoutRoom({ from, to, leaveBytes }, names)
    return await copyAll(from, to, names)
  } catch (error) {
    throw inWords(error, to)
  }
}

async function copyAll(from: string, to: string, names: readonly string[]): Promise<MadeBackup> {
  const files: Record<string, string> = {}
  let bytes = 0
  for (const name of names) {
    const copy = join(to, name)
    makePrivateFolder(dirname(copy))
    if (name.endsWith('.db')) await copyDatabase(join(from, name), copy)
    else copyFileSync(join(from, name), copy)
    // A copy takes over the mode of the original.
    close(copy)
    files[name] = sumOf(copy)
    bytes += statSync(copy).size
  }
  const madeAt = new Date().toISOString()
  createFile(join(to, listName), `${JSON.stringify({ v: 1, sitbone: version, madeAt, files }, null, 2)}\n`)
  return { files: names.length, bytes, madeAt }
}

function refuseWithoutRoom({ from, to, leaveBytes }: BackupJob, names: readonly string[]): void {
  const neededBytes = names.reduce((sum, name) => sum + statSync(join(from, name)).size, 0)
  const freeBytes = freeBytesOf(to)
  if (neededBytes + leaveBytes <= freeBytes) return
  const left = leaveBytes === 0 ? '' : `, and ${inMbOrGb(leaveBytes)} must stay free for recording`
  throw new BackupRefused(
    `There is not enough room for a backup: it needs ${inMbOrGb(neededBytes)}, the disk of ${to} has ${inMbOrGb(freeBytes)} free${left}. Nothing was written, and your data is as it was. Delete old backups or free some space, or make the backup on another disk with the command "backup --to".`,
  )
}

/** A full disk, a folder that cannot be written, a file that changes all the time: expected. Anything else is a bug. */
function inWords(error: unknown, to: string): unknown {
  if (error instanceof DatabaseNotCopied)
    return new BackupRefused(`The backup is not complete: ${error.message}`)
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'ENOSPC' || sqliteTrouble(error) === 'full')
    return new BackupRefused(
      `The disk of ${to} is full, so the backup is not complete and cannot be used. Your data is as it was. Free some space and try again.`,
    )
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new BackupRefused(
      `${to} cannot be written (${code}), so there is no backup. Your data is as it was. Let this user write there, or name another folder.`,
    )
  return error
}

const sumOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')

export interface CheckedBackup {
  readonly madeAt: string
  readonly names: readonly string[]
}

/** All of it is checked, so that nothing is restored in part. @throws BackupRefused */
export function checkBackup(from: string): CheckedBackup {
  const made = list.safeParse(parseJson(readIfThere(join(from, listName)))).data
  if (made === undefined)
    throw new BackupRefused(
      `${from}: there is no complete backup (${listName} is missing or not readable). Nothing was restored.`,
    )
  const names = Object.keys(made.files)
  const corrupt = names.filter(
    (name) =>
      !isInside(name) || !existsSync(join(from, name)) || sumOf(join(from, name)) !== made.files[name],
  )
  if (corrupt.length > 0)
    throw new BackupRefused(
      `${from}: ${corrupt.join(', ')} is missing or not as it was backed up. Nothing was restored. Use another backup.`,
    )
  return { madeAt: made.madeAt, names }
}

/** A list that somebody changed names no file elsewhere. */
const isInside = (name: string): boolean =>
  name.split(/[\\/]/).every((part) => part !== '..' && part !== '') && !/^[A-Za-z]:/.test(name)

/** Into a folder without data of Sitbone, so that nothing is overwritten. */
export function copyBack({ names }: CheckedBackup, from: string, to: string): void {
  for (const name of names) {
    makePrivateFolder(dirname(join(to, name)))
    copyFileSync(join(from, name), join(to, name))
    close(join(to, name))
  }
}

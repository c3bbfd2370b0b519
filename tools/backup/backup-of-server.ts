/**
 * The backup that the button of the page makes: into a new folder below the data folder. In a process of its own, so that
 * neither alerts nor recording wait for it, and so that copying ends no lock of the databases that this process has open.
 */
import { fork } from 'node:child_process'
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lowBytes } from '../../platform/free-space.ts'
import type { MadeBackup } from './backup.ts'
import { backupsFolder } from './own-files.ts'

export type BackupMessage = { readonly made: MadeBackup } | { readonly refused: string }

export type ServerBackup = (MadeBackup & { readonly folder: string }) | { readonly refused: string }

const endedEarly =
  'The backup ended before it was complete, so there is none of now. Your data is as it was. Try again; the log may give the reason.'
/** A name that `unfinished` recognises: nothing else is ever removed. */
const unfinished = /^\d{4}-\d\d-\d\dT[\d-]+Z\.part$/

/** One at a time. */
export async function backupOfServer(dataFolder: string, nowMs: number): Promise<ServerBackup> {
  const from = resolve(dataFolder)
  const backups = join(from, backupsFolder)
  removeUnfinished(backups)
  const folder = join(backups, new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-'))
  const part = `${folder}.part`
  const answer = await inOwnProcess(from, part)
  if ('refused' in answer) return answer
  renameSync(part, folder)
  return { ...answer.made, folder }
}

function removeUnfinished(backups: string): void {
  const names = existsSync(backups) ? readdirSync(backups) : []
  for (const name of names.filter((each) => unfinished.test(each)))
    rmSync(join(backups, name), { recursive: true, force: true })
}

function inOwnProcess(from: string, to: string): Promise<BackupMessage> {
  const program = fileURLToPath(new URL('./backup-process.ts', import.meta.url))
  const child = fork(program, [from, to, String(lowBytes)], {
    // As for the worker of past.ts: the flags of this process do not fit.
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
  // A server that is stopped does not wait for it.
  child.unref()
  child.channel?.unref()
  return new Promise((take) => {
    child.once('message', (message: BackupMessage) => take(message))
    child.once('error', () => take({ refused: endedEarly }))
    child.once('close', () => take({ refused: endedEarly }))
  })
}

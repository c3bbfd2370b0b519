/** `sitbone backup` and `sitbone restore`: the command line of tools/backup/. */
import { resolve } from 'node:path'
import { lockFolder } from '../../platform/files/instance-lock.ts'
import { ensureFolder } from '../../settings/data-folder.ts'
import { SettingsError } from '../../settings/settings.ts'
import { BackupRefused, checkBackup, copyBack, makeBackup } from '../../tools/backup/backup.ts'
import { keptFiles } from '../../tools/backup/own-files.ts'
import type { CommandContext } from '../context.ts'
import { keptElsewhere } from '../roles/kept-elsewhere.ts'
import { storeSetting } from '../roles/store.ts'

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const inPostgres = (what: string) =>
  `The ${what} ${what === 'diary' ? 'is' : 'are'} in PostgreSQL and not in this backup. Use pg_dump.`
const inInflux = 'The readings are in InfluxDB and not in this backup. Use its own backup.'

export async function runBackup({ values, options }: CommandContext): Promise<number> {
  const from = resolve(values.data)
  const to = folderOf(options.to, 'backup --to')
  const { files } = await orInWords(() => makeBackup({ from, to, leaveBytes: 0 }))
  say(
    `${files} files of ${from} are in ${to}. It holds health data and passwords: keep it where only you can read it.`,
  )
  const { kind } = storeSetting(values, from)
  for (const what of keptElsewhere(values))
    say(what === 'readings' && kind === 'influx' ? inInflux : inPostgres(what))
  return 0
}

export async function runRestore({ values, options, log }: CommandContext): Promise<number> {
  const from = folderOf(options.from, 'restore --from')
  const to = resolve(values.data)
  const backup = await orInWords(() => checkBackup(from))
  ensureFolder(to)
  if (keptFiles(to).length > 0)
    throw new SettingsError(
      `--data ${to} holds data of Sitbone already, so nothing was restored. Stop Sitbone and move that folder away, or name a new one.`,
    )
  const locks = ['gateway', 'recorder'].map((role) => lockFolder(to, role, log))
  try {
    for (const lock of locks) await lock.start()
    copyBack(backup, from, to)
  } finally {
    for (const lock of locks) await lock.stop()
  }
  say(`${backup.names.length} files of ${backup.madeAt} are in ${to}. Start Sitbone with --data ${to}.`)
  return 0
}

async function orInWords<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof BackupRefused) throw new SettingsError(error.message)
    throw error
  }
}

function folderOf(given: unknown, flag: string): string {
  if (typeof given === 'string' && given !== '') return resolve(given)
  throw new SettingsError(`${flag}: name the folder of the backup.`)
}

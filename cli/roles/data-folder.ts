/** The data folder at the start of a role: not newer than this program, closed to others, and locked against a second one. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { diaryStamp } from '../../dashboard/server/diary/database/schema.ts'
import { outboxStamp } from '../../gateway/outbox/outbox-file.ts'
import { usersFile } from '../../mqtt/broker/broker-users.ts'
import { lockFolder } from '../../platform/files/instance-lock.ts'
import { readIfThere } from '../../platform/files/private-files.ts'
import { refuseNewer } from '../../platform/files/stamped-json.ts'
import { tighten } from '../../platform/files/tighten.ts'
import { parseJson } from '../../platform/json.ts'
import type { Part } from '../../platform/lifecycle.ts'
import type { Log } from '../../platform/log.ts'
import { refuseNewerDatabase } from '../../platform/sqlite/refuse-newer.ts'
import { gatewaysFile } from '../../recorder/cushion-gateways.ts'
import { ensureFolder, installationFile } from '../../settings/data-folder.ts'
import { fileName as storeName } from '../../store/sqlite/open-file.ts'
import { storeStamp } from '../../store/sqlite/schema.ts'
import { diaryName, isOurs, outboxName } from '../../tools/backup/own-files.ts'

export interface DataFolderOptions {
  /** `--data` */
  readonly root: string
  /** Where the data of this run lies: the root, or a folder below it. */
  readonly folder: string
  readonly roles: readonly ('gateway' | 'recorder')[]
  readonly log: Log
}

/**
 * Call before anything else opens a file of it; the parts hold the locks. Nothing is changed before all of it is known to be
 * usable. @throws SettingsError, WrittenByNewer, AlreadyRunning, FileRefused
 */
export function openDataFolder({ root, folder, roles, log }: DataFolderOptions): Part[] {
  ensureFolder(root)
  for (const each of new Set([root, folder])) refuseNewerFiles(each)
  ensureFolder(folder)
  const locks = roles.map((role) => lockFolder(folder, role, log))
  closeToOthers(root, log)
  return locks
}

function refuseNewerFiles(folder: string): void {
  if (!existsSync(folder)) return
  refuseNewerDatabase(join(folder, storeName), 'The store', storeStamp)
  refuseNewerDatabase(join(folder, outboxName), 'The outbox', outboxStamp)
  refuseNewerDatabase(join(folder, diaryName), 'The diary', diaryStamp)
  for (const kept of [installationFile(folder), usersFile(folder), gatewaysFile(folder)])
    refuseNewer(kept, parseJson(readIfThere(kept.file)))
}

function closeToOthers(root: string, log: Log): void {
  const { closed, leftOpen } = tighten(root, isOurs)
  if (closed.length > 0)
    log.warn(
      { folder: root, closed: closed.length },
      `Other users of this computer could look into the data folder ${root} (${closed.length} files or folders). It is now closed to them; what they may have read before is not known.`,
    )
  if (leftOpen)
    log.warn(
      { folder: root },
      `Other users of this computer can list the data folder ${root}, because it is shared or holds more than Sitbone's data. Sitbone's own files in it are closed to them. A folder of its own is better (--data).`,
    )
}

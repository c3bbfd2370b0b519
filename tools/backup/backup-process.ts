/** One backup in a process of its own; see backup-of-server.ts, which starts it and gets its one message. */
import { rmSync } from 'node:fs'
import { closeToOthers } from '../../platform/files/private-files.ts'
import { BackupRefused, makeBackup } from './backup.ts'
import type { BackupMessage } from './backup-of-server.ts'

closeToOthers()
const [from = '', to = '', leaveBytes = '0'] = process.argv.slice(2)
// The server has ended: nobody waits for this backup.
process.once('disconnect', () => process.exit(1))

function answer(message: BackupMessage): void {
  process.send?.(message, () => process.exit(0))
}

try {
  answer({ made: await makeBackup({ from, to, leaveBytes: Number(leaveBytes) }) })
} catch (error) {
  rmSync(to, { recursive: true, force: true })
  if (!(error instanceof BackupRefused)) throw error
  answer({ refused: error.message })
}

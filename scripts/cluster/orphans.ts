/** The PostgreSQL below a Patroni, which outlives it: found by the process id in its own folder. */
import { readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { waitFor } from '../../test/services/wait-for.ts'

/** SIGKILL, as when the computer goes. */
export function killPostgres(data: string): void {
  const pid = runningIn(data)
  if (pid !== null) process.kill(pid, 'SIGKILL')
}

/** At once, without a checkpoint: the folder is removed. */
export async function endPostgres(data: string): Promise<void> {
  const pid = runningIn(data)
  if (pid === null) return
  process.kill(pid, 'SIGQUIT')
  await waitFor(() => runningIn(data) === null, { what: `PostgreSQL with process id ${pid} to end` })
}

/** The file may be older than the process of that id. */
function runningIn(data: string): number | null {
  try {
    const pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0])
    return readlinkSync(`/proc/${pid}/cwd`) === data ? pid : null
  } catch {
    return null
  }
}

/** A PostgreSQL that outlived its Patroni: found by the process id in its own folder, and ended. */
import { readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { waitFor } from '../../test/services/wait-for.ts'

export async function endPostgres(data: string): Promise<void> {
  const pid = runningIn(data)
  if (pid === null) return
  // At once, without a checkpoint: the folder is removed.
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

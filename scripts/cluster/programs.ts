/** The servers of a cluster as Debian packages them: which are missing here, and how to get them. */
import { accessSync, constants, globSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Program -> package. */
const needed = {
  'nats-server': 'nats-server',
  etcd: 'etcd-server',
  patroni: 'patroni',
  haproxy: 'haproxy',
  postgres: 'postgresql',
}

/** One sentence for people; null when nothing is missing. */
export function whatIsMissing(): string | null {
  const missing = Object.entries(needed).filter(([program]) => !isThere(program))
  if (missing.length === 0) return null
  const programs = missing.map(([program]) => program).join(', ')
  const packages = missing.map(([, name]) => (name === 'patroni' ? 'patroni python3-etcd' : name)).join(' ')
  return `The cluster needs programs that are not installed here: ${programs}. Install them with: sudo apt-get install --no-install-recommends ${packages}`
}

function isThere(program: string): boolean {
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/local/sbin',
    '/usr/sbin',
    ...globSync('/usr/lib/postgresql/*/bin'),
  ]
  return folders.some((folder) => isExecutable(join(folder, program)))
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * Health checks inside the containers; ends with status 0 when all is well.
 *   node docker/health.mjs http <url>         the page answers
 *   node docker/health.mjs connected <port>   some connection to that remote TCP port stands (the broker's)
 */
import { existsSync, readFileSync } from 'node:fs'

const [what = '', target = ''] = process.argv.slice(2)

if (what === 'http') {
  const answer = await fetch(target, { signal: AbortSignal.timeout(4000) }).catch((error) => error)
  if (answer.ok !== true) fail(`${target} does not answer well: ${answer.status ?? answer.message}`)
} else if (what === 'connected') {
  if (!isConnected(Number(target))) fail(`There is no connection to port ${target} of the broker.`)
} else {
  fail('Usage: health.mjs http <url> | connected <port>')
}

/** Linux lists its sockets as `local remote state`, addresses in hex, state 01 for an established connection. */
function isConnected(port) {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  return ['/proc/net/tcp', '/proc/net/tcp6'].filter(existsSync).some((table) =>
    readFileSync(table, 'utf8')
      .split('\n')
      .some((line) => {
        const [, , remote = '', state] = line.trim().split(/\s+/)
        return state === '01' && remote.endsWith(`:${hex}`)
      }),
  )
}

function fail(reason) {
  console.error(reason)
  process.exit(1)
}

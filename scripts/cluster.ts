/**
 * `npm run cluster`: everything of deploy/cluster on this computer, as processes on loopback, with a simulated cushion.
 *
 *   npm run cluster -- --listen 127.0.0.1:8080   where the page is
 *   npm run cluster -- --kill each               kills each process in turn, prints what was seen, and ends
 *   npm run cluster -- --kill nats-1,haproxy     only these
 */
import { parseArgs } from 'node:util'
import { type Cluster, restartS, startCluster } from './cluster/cluster.ts'
import { killEach } from './cluster/kill-each.ts'
import { whatIsMissing } from './cluster/programs.ts'

const say = (sentence: string) => console.log(sentence)

const ended = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
})

try {
  await run()
} catch (error) {
  tellError(error)
}

function tellError(error: unknown): void {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}

async function run(): Promise<void> {
  const options = {
    listen: { type: 'string', default: '127.0.0.1:8080' },
    kill: { type: 'string' },
  } as const
  const { values } = parseArgs({ options })
  const missing = whatIsMissing()
  if (missing !== null) throw new Error(missing)
  say(
    'Starting three NATS nodes, three etcd nodes, two PostgreSQL servers, HAProxy and Sitbone. Ctrl-C ends all of them.',
  )
  const starting = startCluster({ listen: values.listen, say })
  const cluster = await Promise.race([starting, ended])
  if (!cluster) {
    await starting.then((late) => late.stop())
    return
  }
  try {
    tell(cluster)
    await Promise.race([
      ended,
      values.kill === undefined ? ended : killEach(cluster, victims(values.kill, cluster), say),
    ])
  } catch (error) {
    tellError(error)
  } finally {
    say('Ending all processes.')
    await cluster.stop()
  }
}

function victims(text: string, { parts }: Cluster): readonly string[] {
  return text === 'each' ? [...parts.keys()] : text.split(',')
}

function tell({ url, parts }: Cluster): void {
  say(`\nThe page: ${url}  (Ctrl-C ends everything and removes its data)\n`)
  say(`Kill any one of these and watch the page; it starts again after ${restartS} s:`)
  for (const { name, pid } of parts.values()) say(`  kill -9 ${pid}   # ${name}`)
}

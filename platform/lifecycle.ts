/** Starts parts in order and stops them once, in reverse order, however the program ends. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { LastNet } from './last-net.ts'
import type { Log } from './log.ts'

export interface Part {
  start(): unknown
  stop(): unknown
}

/** A part that takes longer to stop is abandoned, so that Ctrl-C always ends within two seconds. */
const stopLimitMs = 1600

/** By then a start has done its work, and most people have opened the page. */
const settledMs = 10_000

/** A larger heap would stand still for too long. */
const mostReleasedBytes = 100_000_000

/** Gives the system back what only the start needed, code that ran once and garbage: a tenth of the memory, for 0.1 s. */
function releaseStartMemory(): void {
  if (process.memoryUsage().heapUsed > mostReleasedBytes) return
  setFlagsFromString('--expose-gc')
  const collect: NodeJS.GCFunction = runInNewContext('gc')
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

/**
 * Runs until SIGINT, SIGTERM or SIGHUP. A failure at the start ends the program; once all parts run, uncaught errors only reach
 * the last net. @returns the exit status
 */
export async function runUntilSignal(
  parts: readonly Part[],
  log: Log,
  net = new LastNet(log),
): Promise<number> {
  // Where memory is plentiful, Node.js doubles its heap before it collects garbage: some hundred MB after a few long answers.
  setFlagsFromString('--heap-growing-percent=50')
  const started: Part[] = []
  const signal = new Promise<string>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => resolve(name))
  })
  const stopAll = async () => {
    const limit = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), stopLimitMs).unref())
    const stopping = (async () => {
      for (const part of started.toReversed()) await part.stop()
    })()
    if ((await Promise.race([stopping, limit])) === 'late')
      log.warn({}, 'Some parts did not stop in time. Data already on the disk is safe.')
  }
  try {
    for (const part of parts) {
      await part.start()
      started.push(part)
    }
  } catch (error) {
    await stopAll()
    throw error
  }
  net.spread()
  // Parts may wait on timers and sockets that do not hold the process: it ends by a signal, not for want of work.
  const alive = setInterval(() => {}, 60_000)
  const settled = setTimeout(releaseStartMemory, settledMs)
  const name = await signal
  clearInterval(alive)
  clearTimeout(settled)
  log.info({ signal: name }, `Stopping (${name}).`)
  await stopAll()
  net.fold()
  return 0
}

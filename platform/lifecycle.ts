/** Starts parts in order and stops them in reverse, once, however the end comes. */

import { LastNet } from './last-net.ts'
import type { Log } from './log.ts'

export interface Part {
  start(): unknown
  stop(): unknown
}

/** After this long a part that does not stop is left behind, so that Ctrl-C always ends within two seconds. */
const stopLimitMs = 1600

/**
 * Runs until SIGINT, SIGTERM or SIGHUP. What fails at the start ends the program; once all parts run, the net holds what
 * nothing else caught. @returns the exit status
 */
export async function runUntilSignal(
  parts: readonly Part[],
  log: Log,
  net = new LastNet(log),
): Promise<number> {
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
  const name = await signal
  clearInterval(alive)
  log.info({ signal: name }, `Stopping (${name}).`)
  await stopAll()
  net.fold()
  return 0
}

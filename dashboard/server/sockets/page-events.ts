/**
 * The one way in for the messages of a page: a table of the events that it may send. Anything else, whatever its name or
 * shape, is left out and counted before a handler sees it.
 *
 * socket.io emits what a page sends on the socket itself, between its own events: a page could say `error`. So every
 * message ends here, and none is passed on to the emitter.
 */
import type { z } from 'zod'
import type { Problem } from '../../../contract/problem.ts'
import type { Log } from '../../../platform/log.ts'
import type { Metrics, PageMessageFault } from '../http/metrics.ts'
import { issuesOf, problem } from '../http/problems.ts'
import { reasonOf } from '../http/redact.ts'
import { unknownCushion } from '../live/unknown-cushion.ts'
import type { Socket } from './socket-types.ts'

export type Refusal = { readonly problem: Problem }

/** Takes the arguments of one message. Resolves with why it was left out, null when it was not; rejects when its handler failed. */
export type PageEvent = (args: readonly unknown[]) => Promise<PageMessageFault | null>

/** An event without an answer. */
export function told<T>(schema: z.ZodType<T>, handle: (request: T) => void): PageEvent {
  return async (args) => {
    if (args.length > 1) return 'arguments'
    const parsed = schema.safeParse(args[0])
    if (!parsed.success) return 'request'
    handle(parsed.data)
    return null
  }
}

/** An event that waits for an answer. Also a request that does not fit, or whose handler fails, is answered: with a problem. */
export function asked<T, A>(
  schema: z.ZodType<T>,
  handle: (request: T, answer: (answer: A | Refusal) => void) => void | Promise<void>,
): PageEvent {
  return async (args) => {
    const answer = args.at(-1)
    if (!isAnswer(answer)) return 'no-answer'
    if (args.length > 2) return 'arguments'
    const parsed = schema.safeParse(args.length === 2 ? args[0] : undefined)
    if (!parsed.success) {
      answer(badMessage(parsed.error))
      return 'request'
    }
    try {
      await handle(parsed.data, answer)
    } catch (error) {
      const detail =
        'Something failed inside Sitbone. Look whether it was done before you try again; the log says more.'
      answer({ problem: problem('internal', detail) })
      throw error
    }
    return null
  }
}

const cushionOf = (request: unknown): unknown =>
  typeof request === 'object' && request !== null && 'cushion' in request ? request.cushion : ''

const isAnswer = (value: unknown): value is (answer: unknown) => void => typeof value === 'function'

const badMessage = (error: z.ZodError): Refusal => ({
  problem: problem(
    'bad-request',
    'The page sent a message that does not fit; nothing was done. Reload the page.',
    { errors: issuesOf(error) },
  ),
})

export interface Dispatching {
  readonly log: Log
  readonly metrics: Metrics
  /** May this page send this now? One that may not is answered as if what it asks for were not there. */
  readonly permits: (name: string, request: unknown) => Promise<boolean>
}

/** Hands each message of the page to its event. A handler that fails ends this connection; the page connects again by itself. */
export function dispatchPage(
  socket: Socket,
  events: Readonly<Record<string, PageEvent>>,
  { log, metrics, permits }: Dispatching,
): void {
  const known = new Map(Object.entries(events))
  const leaveOut = (reason: PageMessageFault) => metrics.pageMessagesDropped.inc({ reason })
  let failed = false
  const fail = (error: unknown) => {
    metrics.pageFaults.inc()
    if (failed) return
    failed = true
    log.error(
      { err: error },
      'A page asked for something that failed inside Sitbone; it has to connect again.',
    )
    // Not socket.disconnect(): after that a page would not come back by itself.
    socket.conn.close()
  }
  // `next` is never called: that would emit the message.
  socket.use(([name, ...args]) => {
    if (failed || !socket.connected) return
    const event = known.get(name)
    if (event === undefined) leaveOut('unknown-event')
    else handle(event, name, args).then((reason) => reason !== null && leaveOut(reason), fail)
  })

  async function handle(
    event: PageEvent,
    name: string,
    args: readonly unknown[],
  ): Promise<PageMessageFault | null> {
    if (await permits(name, args[0])) return await event(args)
    const answer = args.at(-1)
    if (isAnswer(answer)) answer({ problem: unknownCushion(String(cushionOf(args[0]))) })
    return 'not-permitted'
  }

  // Only from socket.io itself now: what came was no packet, and the connection ends.
  socket.on('error', (error: unknown) => {
    leaveOut('unreadable')
    log.warn({ reason: reasonOf(error) }, 'A page sent something unreadable and was disconnected.')
  })
}

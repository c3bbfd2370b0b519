/** What one page may ask of the live server: join and leave cushions, send commands, set limits. Every message is checked. */
import { z } from 'zod'
import type { ClientToServer, CushionSummary, Health, Problem, Snapshot } from '../../../contract/pages.ts'
import { cushionId } from '../../../contract/topics.ts'
import { verbs } from '../../../core/model/commands.ts'
import type { Log } from '../../../platform/log.ts'
import type { Metrics } from '../http/metrics.ts'
import { issuesOf, problem } from '../http/problems.ts'
import { RateLimit } from '../http/rate-limit.ts'
import type { Testers } from '../simulator-console/consoles.ts'
import type { Commands } from './commands.ts'
import type { PacedViewers } from './paced-viewers.ts'
import { liveRoom, room, type Socket, testerRoom } from './socket-types.ts'
import type { Tolerances } from './tolerance.ts'

export interface ViewerServices {
  readonly log: Log
  readonly metrics: Metrics
  readonly commands: Commands
  readonly tolerances: Tolerances
  readonly testers: Testers
  /** Is the cushion known? Resolves once what its snapshot needs from the store is there. */
  readonly prepare: (cushion: string) => Promise<boolean>
  readonly snapshot: (cushion: string) => Snapshot
  readonly cushions: () => Promise<readonly CushionSummary[]>
  readonly health: () => Health
}

type JoinAck = Parameters<ClientToServer['join']>[1]
type Refusal = { readonly problem: Problem }

const maxRooms = 1000

const joinRequest = z.object({ cushion: cushionId, paced: z.boolean().optional() })
const leaveRequest = z.object({ cushion: cushionId })
const commandRequest = z.object({
  cushion: cushionId,
  verb: z.enum(verbs),
  args: z.record(z.string(), z.unknown()).default({}),
})
const toleranceRequest = z.object({ cushion: cushionId, tolerance: z.unknown() })

const badMessage = (error: z.ZodError): { problem: Problem } => ({
  problem: problem(
    'bad-request',
    'The page sent a message that does not fit; nothing was done. Reload the page.',
    {
      errors: issuesOf(error),
    },
  ),
})
const unknownCushion = (cushion: string): { problem: Problem } => ({
  problem: problem(
    'not-found',
    `No cushion called ${cushion} is known here. Check its name and its gateway.`,
  ),
})

/** Answers the messages of one connected page until it goes. */
export function serveViewer(socket: Socket, services: ViewerServices, paced: PacedViewers): void {
  const { metrics, log } = services
  const writes = new RateLimit({ burst: 30, perS: 1 })
  const fault = (error: unknown): Refusal => {
    log.error({ err: error }, 'A page asked for something that failed inside Sitbone.')
    const detail = 'Something failed inside Sitbone; nothing was changed. See its log.'
    return { problem: problem('internal', detail) }
  }
  /** A page changes only a cushion that it watches, and not without end. */
  const refusal = (cushion: string): Refusal | null => {
    if (!socket.rooms.has(room(cushion))) return unknownCushion(cushion)
    if (writes.take(performance.now())) return null
    const detail = 'Too many changes in a short time; this one was not made. Wait a little.'
    return { problem: problem('too-many', detail) }
  }

  /** Benches that this page watches. */
  const benches = new Map<string, () => void>()

  metrics.viewers.inc()
  socket.on('disconnect', () => {
    metrics.viewers.dec()
    paced.removeEverywhere(socket.id)
    for (const end of benches.values()) end()
    benches.clear()
  })
  socket.on('error', (error: Error) =>
    log.warn({ reason: error.message }, 'A page sent something unreadable.'),
  )
  socket.on('cushions', (ack) => {
    if (typeof ack === 'function') services.cushions().then(ack, () => ack([]))
  })
  socket.on('join', (request, ack) => {
    if (typeof ack !== 'function') return
    join(socket, request, ack).catch((error: unknown) => ack(fault(error)))
  })
  socket.on('leave', (request) => {
    const parsed = leaveRequest.safeParse(request)
    if (!parsed.success) return
    void socket.leave(room(parsed.data.cushion))
    void socket.leave(liveRoom(parsed.data.cushion))
    paced.remove(parsed.data.cushion, socket.id)
  })
  socket.on('shown', (request) => {
    if (typeof request?.cushion === 'string') paced.shown(request.cushion, socket.id)
  })
  socket.on('tester', (request, ack) => {
    if (typeof ack !== 'function') return
    const asked = accept(leaveRequest, request, refusal)
    if ('problem' in asked) {
      ack(asked)
      return
    }
    const { cushion } = asked.accepted
    if (!benches.has(cushion)) {
      const end = socket.connected && services.testers.watch(cushion)
      if (end === false) {
        ack({ problem: problem('too-many', 'Too many benches are watched at once; close one of them.') })
        return
      }
      benches.set(cushion, end)
      void socket.join(testerRoom(cushion))
    }
    ack({ ok: true })
  })
  socket.on('leaveTester', (request) => {
    const parsed = leaveRequest.safeParse(request)
    if (!parsed.success) return
    benches.get(parsed.data.cushion)?.()
    benches.delete(parsed.data.cushion)
    void socket.leave(testerRoom(parsed.data.cushion))
  })
  socket.on('command', (request, ack) => {
    if (typeof ack !== 'function') return
    const command = accept(commandRequest, request, refusal)
    if ('problem' in command) ack(command)
    else services.commands.send(command.accepted).then(ack, (error: unknown) => ack(fault(error)))
  })
  socket.on('tolerance', (request, ack) => {
    if (typeof ack !== 'function') return
    const asked = accept(toleranceRequest, request, refusal)
    if ('problem' in asked) {
      ack(asked)
      return
    }
    services.tolerances.set(asked.accepted.cushion, asked.accepted.tolerance).then(
      (answer) => ack('problem' in answer ? { problem: answer.problem } : { ok: true }),
      (error: unknown) => ack(fault(error)),
    )
  })
  socket.emit('health', services.health())

  async function join(joining: Socket, request: unknown, ack: JoinAck): Promise<void> {
    const parsed = joinRequest.safeParse(request)
    if (!parsed.success) {
      ack(badMessage(parsed.error))
      return
    }
    const { cushion } = parsed.data
    if (joining.rooms.size > 2 * maxRooms) {
      ack({ problem: problem('too-many', `One page can watch at most ${maxRooms} cushions.`) })
      return
    }
    if (!(await services.prepare(cushion))) {
      ack(unknownCushion(cushion))
      return
    }
    if (!joining.connected) return
    // In one turn: no delta can be sent before the snapshot, and none can be missed after it.
    ack(services.snapshot(cushion))
    void joining.join(room(cushion))
    // Joining again may change the way live readings come, but never gives them twice.
    paced.remove(cushion, joining.id)
    if (parsed.data.paced === true) {
      void joining.leave(liveRoom(cushion))
      paced.add(cushion, joining.id)
    } else void joining.join(liveRoom(cushion))
  }
}

function accept<T extends { cushion: string }>(
  schema: z.ZodType<T>,
  request: unknown,
  refusal: (cushion: string) => Refusal | null,
): { accepted: T } | Refusal {
  const parsed = schema.safeParse(request)
  if (!parsed.success) return badMessage(parsed.error)
  return refusal(parsed.data.cushion) ?? { accepted: parsed.data }
}

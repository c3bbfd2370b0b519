/** What one page may ask of the live server: join and leave cushions, send commands, set limits. Every message is checked. */
import { z } from 'zod'
import type { ClientToServer } from '../../../contract/sockets.ts'
import { cushionId } from '../../../contract/topics.ts'
import { verbs } from '../../../core/model/schemas/commands.ts'
import type { Log } from '../../../platform/log.ts'
import { RateLimit } from '../../../platform/rate-limit.ts'
import type { Metrics } from '../http/metrics.ts'
import { problem } from '../http/problems.ts'
import type { Commands } from '../live/commands.ts'
import type { Directory } from '../live/directory.ts'
import type { PartsHealth } from '../live/parts-health.ts'
import type { Tolerances } from '../live/tolerance.ts'
import { unknownCushion } from '../live/unknown-cushion.ts'
import type { SocketGate } from '../people/gate/socket-gate.ts'
import type { SimulatorConsoles } from '../simulator-console/consoles.ts'
import type { AllLargeAnswers } from './large-answers.ts'
import { asked, dispatchPage, type PageEvent, type Refusal, told } from './page-events.ts'
import type { PageRooms } from './page-rooms.ts'
import type { Snapshots } from './snapshots.ts'
import type { Socket } from './socket-types.ts'

export interface ViewerServices {
  readonly log: Log
  readonly metrics: Metrics
  readonly commands: Commands
  readonly tolerances: Tolerances
  readonly consoles: SimulatorConsoles
  readonly rooms: PageRooms
  readonly directory: Directory
  readonly snapshots: Snapshots
  readonly largeAnswers: AllLargeAnswers
  readonly health: PartsHealth
  readonly gate: SocketGate
}

/** What a page's question is answered with. */
type Answer<E extends 'join' | 'tester' | 'command' | 'tolerance'> = Parameters<ClientToServer[E]>[1]

const maxRooms = 1000

const joinRequest = z.object({ cushion: cushionId, paced: z.boolean().optional() })
const cushionRequest = z.object({ cushion: cushionId })
const commandRequest = z.object({
  cushion: cushionId,
  verb: z.enum(verbs),
  args: z.record(z.string(), z.unknown()).default({}),
})
const toleranceRequest = z.object({ cushion: cushionId, tolerance: z.unknown() })

const unknown = (cushion: string): Refusal => ({ problem: unknownCushion(cushion) })
const tooMany = (detail: string): Refusal => ({ problem: problem('too-many', detail) })

/** Answers the messages of one connected page until it goes. */
export function serveViewer(socket: Socket, services: ViewerServices): void {
  const { metrics, rooms, gate } = services
  const large = services.largeAnswers.of(socket)
  const writes = new RateLimit({ burst: 30, perS: 1 })
  /** Simulator consoles that are open on this page, each with what closes it. */
  const consoles = new Map<string, () => void>()

  metrics.viewers.inc()
  socket.on('disconnect', () => {
    metrics.viewers.dec()
    rooms.gone(socket)
    for (const close of consoles.values()) close()
    consoles.clear()
  })
  const events: Record<keyof ClientToServer, PageEvent> = {
    cushions: asked(z.undefined(), async (_, answer: Parameters<ClientToServer['cushions']>[0]) => {
      // One that is replaced gets no answer: it has no form for a problem.
      await large.send('cushions', async () =>
        answer(await gate.cushionsFor(socket, await services.directory.cushions())),
      )
    }),
    join: asked(joinRequest, async (request, answer: Answer<'join'>) => {
      const sent = await large.send(`join ${request.cushion}`, () => join(request, answer))
      if (!sent) answer(tooMany('This page asked for the same cushion again. The newer request is answered.'))
    }),
    leave: told(cushionRequest, ({ cushion }) => rooms.leave(socket, cushion)),
    shown: told(cushionRequest, ({ cushion }) => rooms.shown(socket, cushion)),
    tester: asked(cushionRequest, ({ cushion }, answer: Answer<'tester'>) =>
      answer(refusal(cushion) ?? openConsole(cushion)),
    ),
    leaveTester: told(cushionRequest, ({ cushion }) => {
      consoles.get(cushion)?.()
      consoles.delete(cushion)
      rooms.closeConsole(socket, cushion)
    }),
    command: asked(commandRequest, async (request, answer: Answer<'command'>) =>
      answer(refusal(request.cushion) ?? (await services.commands.send(request))),
    ),
    tolerance: asked(toleranceRequest, async ({ cushion, tolerance }, answer: Answer<'tolerance'>) => {
      const set = refusal(cushion) ?? (await services.tolerances.set(cushion, tolerance))
      answer('problem' in set ? { problem: set.problem } : { ok: true })
    }),
  }
  dispatchPage(socket, events, {
    ...services,
    permits: (name, request) => gate.permits(socket, name, request),
  })
  gate.healthFilter(socket).then(
    (filter) => socket.emit('health', filter(services.health.now)),
    () => socket.conn.close(),
  )

  /** A page changes only a cushion that it watches, and not without end. */
  function refusal(cushion: string): Refusal | null {
    if (!rooms.has(socket, cushion)) return unknown(cushion)
    if (writes.take(performance.now())) return null
    return tooMany('Too many changes in a short time; this one was not made. Wait a little.')
  }

  function openConsole(cushion: string): { ok: true } | Refusal {
    if (!consoles.has(cushion)) {
      const close = services.consoles.watch(cushion)
      if (close === false) return tooMany('Too many simulator consoles are open at once; close one of them.')
      consoles.set(cushion, close)
      rooms.openConsole(socket, cushion)
    }
    return { ok: true }
  }

  /** Call it only in a turn of the large answers. */
  async function join(request: z.infer<typeof joinRequest>, answer: Answer<'join'>): Promise<void> {
    const { cushion, paced = false } = request
    if (socket.rooms.size > 2 * maxRooms) {
      answer(tooMany(`One page can watch at most ${maxRooms} cushions.`))
      return
    }
    if (!(await services.snapshots.prepare(cushion))) {
      answer(unknown(cushion))
      return
    }
    // Asked last: it may have been taken back meanwhile.
    const visible = await gate.snapshotFilter(socket, cushion)
    if (visible === null) {
      answer(unknown(cushion))
      return
    }
    if (!socket.connected) return
    // In one turn: no delta can be sent before the snapshot, and none can be missed after it.
    answer(visible(services.snapshots.of(cushion)))
    rooms.join(socket, { cushion, paced })
  }
}

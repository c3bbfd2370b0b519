/** What one page may ask of the live server: join and leave cushions, send commands, set limits. Every message is checked. */
import { z } from 'zod'
import type { ClientToServer } from '../../../contract/sockets.ts'
import { cushionId } from '../../../contract/topics.ts'
import { verbs } from '../../../core/model/schemas/commands.ts'
import type { Log } from '../../../platform/log.ts'
import { RateLimit } from '../../../platform/rate-limit.ts'
import type { Metrics } from '../http/metrics.ts'
import { problem } from '../http/problems.ts'
import type { SimulatorConsoles } from '../simulator-console/consoles.ts'
import type { Commands } from './commands.ts'
import type { Directory } from './directory.ts'
import { asked, dispatchPage, type PageEvent, type Refusal, told } from './page-events.ts'
import type { PageRooms } from './page-rooms.ts'
import type { PartsHealth } from './parts-health.ts'
import type { Snapshots } from './snapshots.ts'
import type { Socket } from './socket-types.ts'
import type { Tolerances } from './tolerance.ts'

export interface ViewerServices {
  readonly log: Log
  readonly metrics: Metrics
  readonly commands: Commands
  readonly tolerances: Tolerances
  readonly consoles: SimulatorConsoles
  readonly rooms: PageRooms
  readonly directory: Directory
  readonly snapshots: Snapshots
  readonly health: PartsHealth
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

const unknownCushion = (cushion: string): Refusal => ({
  problem: problem(
    'not-found',
    `No cushion called ${cushion} is known here. Check its name and its gateway.`,
  ),
})
const tooMany = (detail: string): Refusal => ({ problem: problem('too-many', detail) })

/** Answers the messages of one connected page until it goes. */
export function serveViewer(socket: Socket, services: ViewerServices): void {
  const { metrics, rooms } = services
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
    cushions: asked(z.undefined(), async (_, answer: Parameters<ClientToServer['cushions']>[0]) =>
      answer(await services.directory.cushions()),
    ),
    join: asked(joinRequest, join),
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
  dispatchPage(socket, events, services)
  socket.emit('health', services.health.now)

  /** A page changes only a cushion that it watches, and not without end. */
  function refusal(cushion: string): Refusal | null {
    if (!rooms.has(socket, cushion)) return unknownCushion(cushion)
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

  async function join(request: z.infer<typeof joinRequest>, answer: Answer<'join'>): Promise<void> {
    const { cushion, paced = false } = request
    if (socket.rooms.size > 2 * maxRooms) {
      answer(tooMany(`One page can watch at most ${maxRooms} cushions.`))
      return
    }
    if (!(await services.snapshots.prepare(cushion))) {
      answer(unknownCushion(cushion))
      return
    }
    if (!socket.connected) return
    // In one turn: no delta can be sent before the snapshot, and none can be missed after it.
    answer(services.snapshots.of(cushion))
    rooms.join(socket, { cushion, paced })
  }
}

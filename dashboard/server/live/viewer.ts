/** What one page may ask of the live server: join and leave cushions, send commands, set limits. Every message is checked. */
import { z } from 'zod'
import type { CushionSummary } from '../../../contract/cushions.ts'
import type { ClientToServer, Health, Snapshot } from '../../../contract/sockets.ts'
import { cushionId } from '../../../contract/topics.ts'
import { verbs } from '../../../core/model/commands.ts'
import type { Log } from '../../../platform/log.ts'
import type { Metrics } from '../http/metrics.ts'
import { problem } from '../http/problems.ts'
import { RateLimit } from '../http/rate-limit.ts'
import type { Testers } from '../simulator-console/consoles.ts'
import type { Commands } from './commands.ts'
import type { PacedViewers } from './paced-viewers.ts'
import { asked, dispatchPage, type PageEvent, type Refusal, told } from './page-events.ts'
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
export function serveViewer(socket: Socket, services: ViewerServices, paced: PacedViewers): void {
  const { metrics } = services
  const writes = new RateLimit({ burst: 30, perS: 1 })
  /** Benches that this page watches. */
  const benches = new Map<string, () => void>()

  metrics.viewers.inc()
  socket.on('disconnect', () => {
    metrics.viewers.dec()
    paced.removeEverywhere(socket.id)
    for (const end of benches.values()) end()
    benches.clear()
  })
  const events: Record<keyof ClientToServer, PageEvent> = {
    cushions: asked(z.undefined(), async (_, answer: Parameters<ClientToServer['cushions']>[0]) =>
      answer(await services.cushions()),
    ),
    join: asked(joinRequest, join),
    leave: told(cushionRequest, ({ cushion }) => {
      void socket.leave(room(cushion))
      void socket.leave(liveRoom(cushion))
      paced.remove(cushion, socket.id)
    }),
    shown: told(cushionRequest, ({ cushion }) => paced.shown(cushion, socket.id)),
    tester: asked(cushionRequest, ({ cushion }, answer: Answer<'tester'>) =>
      answer(refusal(cushion) ?? watchBench(cushion)),
    ),
    leaveTester: told(cushionRequest, ({ cushion }) => {
      benches.get(cushion)?.()
      benches.delete(cushion)
      void socket.leave(testerRoom(cushion))
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
  socket.emit('health', services.health())

  /** A page changes only a cushion that it watches, and not without end. */
  function refusal(cushion: string): Refusal | null {
    if (!socket.rooms.has(room(cushion))) return unknownCushion(cushion)
    if (writes.take(performance.now())) return null
    return tooMany('Too many changes in a short time; this one was not made. Wait a little.')
  }

  function watchBench(cushion: string): { ok: true } | Refusal {
    if (!benches.has(cushion)) {
      const end = services.testers.watch(cushion)
      if (end === false) return tooMany('Too many benches are watched at once; close one of them.')
      benches.set(cushion, end)
      void socket.join(testerRoom(cushion))
    }
    return { ok: true }
  }

  async function join(request: z.infer<typeof joinRequest>, answer: Answer<'join'>): Promise<void> {
    const { cushion } = request
    if (socket.rooms.size > 2 * maxRooms) {
      answer(tooMany(`One page can watch at most ${maxRooms} cushions.`))
      return
    }
    if (!(await services.prepare(cushion))) {
      answer(unknownCushion(cushion))
      return
    }
    if (!socket.connected) return
    // In one turn: no delta can be sent before the snapshot, and none can be missed after it.
    answer(services.snapshot(cushion))
    void socket.join(room(cushion))
    // Joining again may change the way live readings come, but never gives them twice.
    paced.remove(cushion, socket.id)
    if (request.paced === true) {
      void socket.leave(liveRoom(cushion))
      paced.add(cushion, socket.id)
    } else void socket.join(liveRoom(cushion))
  }
}

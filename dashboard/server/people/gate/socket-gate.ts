/**
 * The same question for sockets: who connects, whether each message is permitted, and what of what goes to everybody this
 * page may see. When access changes, pages are asked again: rooms that are not permitted any more are left at once.
 */
import type { CushionSummary } from '../../../../contract/cushions.ts'
import type { ClientToServer, Health, Snapshot } from '../../../../contract/sockets.ts'
import type { Io, Socket } from '../../sockets/socket-types.ts'
import type { People } from '../people.ts'
import { type Decision, nothing, type Stretch } from '../policy/authorize.ts'
import type { Action } from '../policy/permissions.ts'
import { actionOfEvent, fieldOf, toPage } from '../policy/socket-events.ts'
import type { Access, Identity } from './access.ts'
import { type Accessed, auditAccess } from './audit-request.ts'
import { callerOfHandshake } from './caller.ts'

/** What each page watches, and how it stops. */
interface WatchedRooms {
  of(socket: Socket): readonly string[]
  leave(socket: Socket, cushion: string): void
  consolesOf(socket: Socket): readonly string[]
  closeConsole(socket: Socket, cushion: string): void
}

export interface SocketGateOptions {
  readonly people: People
  readonly trustsProxy: (address: string) => boolean
}

/** Messages that change something at the cushion. */
const changes: ReadonlySet<string> = new Set<keyof ClientToServer>(['command', 'tolerance'])

const permitted: Decision = { permitted: true, sight: { kind: 'all' } }
const refused: Decision = { permitted: false }

export class SocketGate {
  readonly #people: People
  readonly #trustsProxy: (address: string) => boolean

  constructor({ people, trustsProxy }: SocketGateOptions) {
    this.#people = people
    this.#trustsProxy = trustsProxy
  }

  /** Is this page let in at all? */
  async admits(socket: Socket): Promise<boolean> {
    return (await this.#decide(socket, 'socket.connect', null)).permitted
  }

  /** May this page send this message? The action of an event is in the table; an event that is not has none. */
  async permits(socket: Socket, name: string, request: unknown): Promise<boolean> {
    if (this.#people.mode === 'one-person') return true
    const action = actionOfEvent(name, request)
    if (action === null) return false
    // It was let in, and is asked again whenever access changes; such a message gives nothing that it has not.
    if (action === 'socket.connect') return true
    const cushion = fieldOf(request, 'cushion')
    const decision = await this.#decide(socket, action, typeof cushion === 'string' ? cushion : null)
    if (typeof cushion === 'string' && changes.has(name))
      await this.#audit(socket, { audit: 'changed', action, decision, cushion })
    return decision.permitted
  }

  /** What this page may see of the cushion's snapshot; null: nothing, as if it were not there. */
  async snapshotFilter(socket: Socket, cushion: string): Promise<((whole: Snapshot) => Snapshot) | null> {
    const decision = await this.#decide(socket, toPage.state, cushion)
    if (!decision.permitted) return null
    await this.#audit(socket, { audit: 'read', action: toPage.state, decision, cushion })
    const health = await this.healthFilter(socket)
    const { sight } = decision
    return (whole) => ({
      ...whole,
      health: health(whole.health),
      strip:
        sight.kind === 'sitter'
          ? whole.strip.filter(({ atMs }) => within(sight.stretches, atMs))
          : whole.strip,
    })
  }

  async cushionsFor(socket: Socket, cushions: readonly CushionSummary[]): Promise<readonly CushionSummary[]> {
    const { mode, open } = this.#people
    if (mode === 'one-person') return cushions
    if (open === null) return []
    return await open.access.cushionsFor((await this.#identity(open.access, socket)).who, cushions)
  }

  async healthFilter(socket: Socket): Promise<(health: Health) => Health> {
    const { permitted: inFull } = await this.#decide(socket, toPage.health, null)
    return (health) => (inFull ? health : okOrNot(health))
  }

  /** Asks again for every page: who may no longer connect is disconnected, who may no longer see a cushion leaves its room. */
  async recheck(io: Io, rooms: WatchedRooms): Promise<void> {
    await Promise.all(
      [...io.sockets.sockets.values()].map(async (socket) => {
        if (!(await this.admits(socket))) {
          // The page's own connection, so that it comes back by itself once somebody signs in.
          socket.conn.close()
          return
        }
        let left = false
        for (const cushion of rooms.of(socket)) {
          if ((await this.#decide(socket, toPage.state, cushion)).permitted) continue
          rooms.leave(socket, cushion)
          left = true
        }
        for (const cushion of rooms.consolesOf(socket))
          if (!(await this.#decide(socket, toPage.tester, cushion)).permitted)
            rooms.closeConsole(socket, cushion)
        if (left) socket.emit('revoked')
      }),
    )
  }

  async #decide(socket: Socket, action: Action, cushion: string | null): Promise<Decision> {
    const { mode, open } = this.#people
    if (mode === 'one-person') return permitted
    if (open === null) return refused
    const { access } = open
    const { who } = await this.#identity(access, socket)
    return access.decide(who, action, cushion === null ? nothing : await access.cushion(cushion))
  }

  async #audit(socket: Socket, accessed: Omit<Accessed, 'who'>): Promise<void> {
    const { mode, open } = this.#people
    if (mode === 'one-person' || open === null) return
    const { who } = await this.#identity(open.access, socket)
    await auditAccess(open.access, { ...accessed, who })
  }

  #identity(access: Access, socket: Socket): Promise<Identity> {
    const { headers, address, secure } = socket.handshake
    return access.identify(
      callerOfHandshake({ headers, address, secure }, { behindProxy: this.#trustsProxy(address) }),
    )
  }
}

const within = (stretches: readonly Stretch[], atMs: number): boolean =>
  stretches.some(({ fromMs, toMs }) => fromMs <= atMs && (toMs === null || atMs < toMs))

/** Whether live figures and history come, which concerns everybody; where and why not is for the admin. */
const okOrNot = ({ broker, store }: Health): Health => ({
  broker: { ok: broker.ok, detail: broker.ok ? 'Live figures come.' : 'Live figures do not come now.' },
  store: { ok: store.ok, detail: store.ok ? 'The history can be read.' : 'The history cannot be read now.' },
  gateways: {},
  problems: [],
})

/**
 * Viewers that say when they have shown an update: at most one is on its way to each, and the next is the newest. This
 * also keeps the network's own buffers from becoming a queue of old readings.
 */
import type { LiveUpdate } from '../../../contract/sockets.ts'
import type { Metrics } from '../http/metrics.ts'

/** Behind: one is on its way, and a newer one has come meanwhile. */
type Pace = 'ready' | 'showing' | 'behind'

interface Watched {
  readonly viewers: Map<string, Pace>
  newest: LiveUpdate | null
}

/** The paced viewers of every cushion, by socket. */
export class PacedViewers {
  readonly #dropped: Metrics['liveDropped']
  readonly #byCushion = new Map<string, Watched>()

  constructor({ liveDropped }: Pick<Metrics, 'liveDropped'>) {
    this.#dropped = liveDropped
  }

  watch(cushion: string): boolean {
    return this.#byCushion.has(cushion)
  }

  add(cushion: string, socketId: string): void {
    const watched = this.#byCushion.get(cushion) ?? { viewers: new Map<string, Pace>(), newest: null }
    this.#byCushion.set(cushion, watched)
    watched.viewers.set(socketId, 'ready')
  }

  /** The sockets that take this update now. */
  offer(update: LiveUpdate): string[] {
    const watched = this.#byCushion.get(update.cushion)
    if (watched === undefined) return []
    watched.newest = update
    const ready: string[] = []
    for (const [socketId, pace] of watched.viewers) {
      if (pace === 'ready') ready.push(socketId)
      if (pace === 'behind') this.#dropped.inc({ reason: 'not-ready' })
      watched.viewers.set(socketId, pace === 'ready' ? 'showing' : 'behind')
    }
    return ready
  }

  /** The update that this socket takes next; null: it has the newest. */
  shown(cushion: string, socketId: string): LiveUpdate | null {
    const watched = this.#byCushion.get(cushion)
    const pace = watched?.viewers.get(socketId)
    if (watched === undefined || pace === undefined) return null
    watched.viewers.set(socketId, pace === 'behind' ? 'showing' : 'ready')
    return pace === 'behind' ? watched.newest : null
  }

  remove(cushion: string, socketId: string): void {
    const viewers = this.#byCushion.get(cushion)?.viewers
    if (viewers?.delete(socketId) === true && viewers.size === 0) this.#byCushion.delete(cushion)
  }

  removeEverywhere(socketId: string): void {
    for (const cushion of [...this.#byCushion.keys()]) this.remove(cushion, socketId)
  }
}

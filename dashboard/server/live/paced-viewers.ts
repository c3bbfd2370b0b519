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

export interface PacedViewersOptions {
  readonly metrics: Metrics
  /** To all of these sockets at once: it is written out as text only once. */
  readonly send: (socketIds: string[], update: LiveUpdate) => void
}

/** The paced viewers of every cushion, by socket. */
export class PacedViewers {
  private readonly options: PacedViewersOptions
  private readonly byCushion = new Map<string, Watched>()

  constructor(options: PacedViewersOptions) {
    this.options = options
  }

  watch(cushion: string): boolean {
    return this.byCushion.has(cushion)
  }

  add(cushion: string, socketId: string): void {
    const watched = this.byCushion.get(cushion) ?? { viewers: new Map<string, Pace>(), newest: null }
    this.byCushion.set(cushion, watched)
    watched.viewers.set(socketId, 'ready')
  }

  offer(update: LiveUpdate): void {
    const watched = this.byCushion.get(update.cushion)
    if (watched === undefined) return
    watched.newest = update
    const ready: string[] = []
    for (const [socketId, pace] of watched.viewers) {
      if (pace === 'ready') ready.push(socketId)
      if (pace === 'behind') this.options.metrics.liveDropped.inc({ reason: 'not-ready' })
      watched.viewers.set(socketId, pace === 'ready' ? 'showing' : 'behind')
    }
    this.send(ready, update)
  }

  shown(cushion: string, socketId: string): void {
    const watched = this.byCushion.get(cushion)
    const pace = watched?.viewers.get(socketId)
    if (watched === undefined || pace === undefined) return
    watched.viewers.set(socketId, pace === 'behind' ? 'showing' : 'ready')
    if (pace === 'behind' && watched.newest !== null) this.send([socketId], watched.newest)
  }

  remove(cushion: string, socketId: string): void {
    const viewers = this.byCushion.get(cushion)?.viewers
    if (viewers?.delete(socketId) === true && viewers.size === 0) this.byCushion.delete(cushion)
  }

  removeEverywhere(socketId: string): void {
    for (const cushion of [...this.byCushion.keys()]) this.remove(cushion, socketId)
  }

  private send(socketIds: string[], update: LiveUpdate): void {
    if (socketIds.length === 0) return
    this.options.metrics.liveSent.inc(socketIds.length)
    this.options.send(socketIds, update)
  }
}

/**
 * Viewers that say when they have shown an update: at most one is on its way to each, and the next is the newest. This
 * also keeps the network's own buffers from becoming a queue of old readings.
 */
import type { LiveUpdate } from './contract.ts'
import type { Metrics } from './metrics.ts'
import type { Socket } from './socket-types.ts'

interface PacedViewerOptions {
  readonly send: (update: LiveUpdate, seen: () => void) => void
  readonly onSuperseded: () => void
}

class PacedViewer {
  private readonly options: PacedViewerOptions
  private onItsWay = false
  private next: LiveUpdate | null = null

  constructor(options: PacedViewerOptions) {
    this.options = options
  }

  offer(update: LiveUpdate): void {
    if (this.onItsWay) {
      if (this.next !== null) this.options.onSuperseded()
      this.next = update
      return
    }
    this.onItsWay = true
    let answered = false
    this.options.send(update, () => {
      if (answered) return
      answered = true
      this.seen()
    })
  }

  private seen(): void {
    this.onItsWay = false
    const next = this.next
    this.next = null
    if (next !== null) this.offer(next)
  }
}

/** The paced viewers of every cushion, by socket. */
export class PacedViewers {
  private readonly metrics: Metrics
  private readonly byCushion = new Map<string, Map<string, PacedViewer>>()

  constructor(metrics: Metrics) {
    this.metrics = metrics
  }

  watch(cushion: string): boolean {
    return this.byCushion.has(cushion)
  }

  add(cushion: string, socket: Socket): void {
    const { liveSent, liveDropped } = this.metrics
    const viewers = this.byCushion.get(cushion) ?? new Map<string, PacedViewer>()
    this.byCushion.set(cushion, viewers)
    const viewer = new PacedViewer({
      send: (update, seen) => {
        liveSent.inc()
        socket.emit('live', update, seen)
      },
      onSuperseded: () => liveDropped.inc({ reason: 'not-ready' }),
    })
    viewers.set(socket.id, viewer)
  }

  offer(update: LiveUpdate): void {
    for (const viewer of this.byCushion.get(update.cushion)?.values() ?? []) viewer.offer(update)
  }

  remove(cushion: string, socketId: string): void {
    const viewers = this.byCushion.get(cushion)
    if (viewers?.delete(socketId) === true && viewers.size === 0) this.byCushion.delete(cushion)
  }

  removeEverywhere(socketId: string): void {
    for (const cushion of [...this.byCushion.keys()]) this.remove(cushion, socketId)
  }
}

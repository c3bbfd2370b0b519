/**
 * One viewer that says when it has shown an update: at most one is on its way, and the next is the newest. This also
 * keeps the network's own buffers from becoming a queue of old readings.
 */
import type { LiveUpdate } from './contract.ts'

export interface PacedViewerOptions {
  readonly send: (update: LiveUpdate, seen: () => void) => void
  readonly onSuperseded: () => void
}

export class PacedViewer {
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

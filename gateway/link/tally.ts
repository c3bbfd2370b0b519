/** What the link counts over all its connections. */
import type { RejectReason } from '../../firmware-protocol/index.ts'

export class Tally {
  readonly rejected: Record<string, number> = {}
  /** Good frames. */
  frames = 0
  framesLost = 0
  /** Lines with a correct checksum and a type that this version does not know. */
  ignored = 0
  /** Broken first lines after opening, when the port was opened in the middle of one. */
  partial = 0
  resets = 0
  reconnects = 0

  /** Frames that did not arrive, and rejected lines. */
  get bad(): number {
    return this.framesLost + Object.values(this.rejected).reduce((sum, count) => sum + count, 0)
  }

  /** Reasons of a single line, and those that only the lines around it show: see misplaced.ts. */
  reject(reason: RejectReason | 'repeated' | 'late'): void {
    this.rejected[reason] = (this.rejected[reason] ?? 0) + 1
  }
}

/** What the link counts from its start on, over all connections. */
import type { RejectReason } from '../../firmware-protocol/index.ts'

export class Tally {
  readonly rejected: Record<string, number> = {}
  framesLost = 0
  /** Lines with a right checksum of a type this version does not know. */
  ignored = 0
  /** Broken first lines after opening: the port was opened in the middle of one. */
  partial = 0
  resets = 0
  reconnects = 0

  /** Reasons of a single line, and those that only the lines around it show: see misplaced.ts. */
  reject(reason: RejectReason | 'repeated' | 'late'): void {
    this.rejected[reason] = (this.rejected[reason] ?? 0) + 1
  }
}

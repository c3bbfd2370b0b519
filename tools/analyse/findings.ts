/** Collects a core's findings over a recording: bouts, shifts, reliefs, alerts, verdicts; and the unused lines. */
import type { CushionEvent } from '../../core/model/schemas/events.ts'
import type { CoreOutput } from '../../core/model/types.ts'
import { usualBoutS } from '../../core/sitting/patterns.ts'
import type { RecordingRejectReason, RejectedLine } from '../../recordings/entry.ts'
import type { AnalysisResult } from './analysis-result.ts'

type Writable<T> = T extends readonly (infer U)[] ? U[] : never
type Lists = Pick<
  AnalysisResult,
  | 'bouts'
  | 'weightShifts'
  | 'pressureReliefs'
  | 'alerts'
  | 'rejected'
  | 'usualBoutS'
  | 'inChairMovements'
  | 'cellVerdicts'
  | 'rejectedFirst'
>

export class Findings {
  readonly #bouts: Writable<AnalysisResult['bouts']> = []
  readonly #weightShifts: Writable<AnalysisResult['weightShifts']> = []
  readonly #pressureReliefs: Writable<AnalysisResult['pressureReliefs']> = []
  readonly #alerts: Writable<AnalysisResult['alerts']> = []
  readonly #cellVerdicts: Writable<AnalysisResult['cellVerdicts']> = []
  readonly #rejected = new Map<RecordingRejectReason, { count: number; line: number }>()
  #movements = 0

  take({ bouts, events }: CoreOutput): void {
    for (const { startedAtMs, endedAtMs, boutS } of bouts) {
      const startedAt = new Date(startedAtMs).toISOString()
      this.#bouts.push({ startedAt, endedAt: new Date(endedAtMs).toISOString(), boutS })
    }
    for (const event of events) this.#event(event)
  }

  rejected({ reason, line }: RejectedLine): void {
    const known = this.#rejected.get(reason)
    if (known === undefined) this.#rejected.set(reason, { count: 1, line })
    else known.count++
  }

  lists(): Lists {
    const rejected: Partial<Record<RecordingRejectReason, number>> = {}
    for (const [reason, { count }] of this.#rejected) rejected[reason] = count
    return {
      bouts: this.#bouts,
      weightShifts: this.#weightShifts,
      pressureReliefs: this.#pressureReliefs,
      alerts: this.#alerts,
      rejected: { crc: 0, ...rejected },
      usualBoutS: usualBoutS(this.#bouts.map(({ boutS }) => boutS)),
      inChairMovements: this.#movements,
      cellVerdicts: this.#cellVerdicts,
      rejectedFirst: [...this.#rejected].map(([reason, { line }]) => ({ reason, line })),
    }
  }

  #event({ kind, at, side = null, s = 0, level, alertKind, cell, verdict }: CushionEvent): void {
    switch (kind) {
      case 'weight-shift':
        this.#weightShifts.push({ at, side, s })
        break
      case 'pressure-relief':
        this.#pressureReliefs.push({ at, s })
        break
      case 'in-chair-movement':
        this.#movements++
        break
      case 'alert-raised':
        if (alertKind !== undefined)
          this.#alerts.push({ at, kind: alertKind, side, level: level ?? 'warning' })
        break
      case 'cell-fault':
      case 'cell-recovered':
        if (cell !== undefined && verdict !== undefined) this.#cellVerdicts.push({ at, index: cell, verdict })
        break
      default:
        break
    }
  }
}

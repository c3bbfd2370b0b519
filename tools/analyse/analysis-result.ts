/** The result of an analysis: one JSON object. Times in ISO 8601 UTC, durations in s, null where unknown. */
import type { AlertKind } from '../../core/model/alerts.ts'
import type { Counting } from '../../core/model/counting.ts'
import type { Level } from '../../core/model/levels.ts'
import type { CellVerdict } from '../../core/model/schemas/cell-verdicts.ts'
import type { Side } from '../../core/model/schemas/zones.ts'
import type { Assumption, RecordingFormat, RecordingRejectReason } from '../../recordings/open-recording.ts'

export interface AnalysisResult {
  readonly v: 1
  readonly seatedS: number
  readonly emptyS: number
  /** Time within the recording without reliable readings. */
  readonly unknownS: number
  readonly bouts: readonly { readonly startedAt: string; readonly endedAt: string; readonly boutS: number }[]
  /** `side` null: both sides at once. */
  readonly weightShifts: readonly { readonly at: string; readonly side: Side | null; readonly s: number }[]
  readonly pressureReliefs: readonly { readonly at: string; readonly s: number }[]
  /** `...LoadKpaMin`-like figures: load with recovery at the end, and the plain integral over the recording. */
  readonly load: {
    readonly leftKpaMin: number | null
    readonly rightKpaMin: number | null
    readonly leftPtiKpaMin: number | null
    readonly rightPtiKpaMin: number | null
  }
  /** At the end of the recording. */
  readonly cells: readonly {
    readonly index: number
    readonly verdict: CellVerdict
    readonly since: string | null
  }[]
  readonly alerts: readonly {
    readonly at: string
    readonly kind: AlertKind
    readonly side: Side | null
    readonly level: Level
  }[]
  /** Lines not used, by reason; `crc` is always there. */
  readonly rejected: Readonly<Partial<Record<RecordingRejectReason, number>>> & { readonly crc: number }

  // Beyond the fixed fields:
  /** Unproven assumptions behind the figures. */
  readonly assumptions: readonly Assumption[]
  /** Relative mode has no kPa: without a calibration every pressure and load is null. */
  readonly mode: 'calibrated' | 'relative'
  readonly recording: {
    readonly format: RecordingFormat
    readonly from: string | null
    readonly to: string | null
    readonly frames: number
    readonly bits: number
    /** The count at full scale; how a signal is found from a count. */
    readonly full: number
    readonly law: NonNullable<Counting['law']>
    readonly rateHz: number
    readonly boardResets: number
    /** Stretches longer than three frame periods and a second without a reading. */
    readonly gaps: number
    /** The recording is marked as from a simulated board. */
    readonly simulated: boolean
  }
  /** W50: half of all sitting time is in bouts at least this long. */
  readonly usualBoutS: number | null
  readonly inChairMovements: number
  /** Every change of a cell's verdict. */
  readonly cellVerdicts: readonly {
    readonly at: string
    readonly index: number
    readonly verdict: CellVerdict
  }[]
  /** First line for each reason. */
  readonly rejectedFirst: readonly { readonly reason: RecordingRejectReason; readonly line: number }[]
}

/** What the Now page says first: a figure or a few words, and one sentence. */
import type { Side } from '../../../../../core/model/schemas/zones.ts'
import type { FigurePart } from '../../words/durations.ts'

export type Tone = 'fine' | 'near' | 'over' | 'quiet'

export interface NowSummary {
  readonly label: string
  /** Big figure, or big words when there is no figure. */
  readonly figure: readonly FigurePart[] | string
  /** A sentence that may start with a side, which the page colours. */
  readonly side: Side | null
  readonly sentence: string
  readonly tone: Tone
}

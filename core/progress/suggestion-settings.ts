/** The numbers behind suggestions: Sitbone's own starting values, each a setting (docs/progress.md). */
import { firstBoutShare } from '../model/progress-figures.ts'

export interface ProgressSettings {
  /** Days looked back on, and the least time between two steps. */
  readonly weekDays: number
  readonly leastCountedDays: number
  /** A day counts only when the seat was seen, empty or not, for this long, and sat on for `leastSeatedMin` of it. */
  readonly leastKnownMin: number
  readonly leastSeatedMin: number
  readonly mostSittingPain: number
  readonly stepUp: number
  readonly stepBack: number
  readonly firstBoutShare: number
  readonly redsForReview: number
}
export const progressSettings: ProgressSettings = {
  weekDays: 7,
  leastCountedDays: 5,
  leastKnownMin: 240,
  leastSeatedMin: 30,
  mostSittingPain: 3,
  stepUp: 0.1,
  stepBack: 0.2,
  firstBoutShare,
  redsForReview: 2,
}

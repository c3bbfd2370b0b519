/** The numbers behind suggestions: Sitbone's own starting values, each a setting (docs/progress.md). */
import { firstBoutShare } from '../model/diary/progress-figures.ts'

export interface ProgressSettings {
  /** Days to look back, and the minimum time between two steps. */
  readonly weekDays: number
  readonly leastCountedDays: number
  /** A day counts only when the seat was watched for this long, and occupied for `leastSeatedMin` of it. */
  readonly leastKnownMin: number
  readonly leastSeatedMin: number
  readonly mostSittingPain: number
  readonly stepUp: number
  readonly stepBack: number
  readonly firstBoutShare: number
  readonly redsForReview: number
  /** No step up after a week in which a limit was exceeded on this many days. */
  readonly exceededDaysForHold: number
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
  exceededDaysForHold: 3,
}

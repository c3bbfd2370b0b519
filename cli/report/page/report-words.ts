/** Names, days and times as the report writes them, in the sitter's zone. */
import type { ReviewAnswer } from '../../../contract/review.ts'
import { dateMs } from '../../../core/time/calendar.ts'
import { ZoneDays } from '../../../core/time/zone-days.ts'

export interface ReportWords {
  /** Of the sitter, or else of the cushion. */
  readonly name: string
  /** `2 to 29 March 2026 (28 days)`. */
  readonly span: string
  /** `Europe/Berlin; a day begins at 04:00`. */
  readonly zone: string
  /** `30 March 2026, 12:00`. */
  readonly made: string
  /** Of a time: `30 March 2026`. */
  dateOf(at: string): string
}

const long = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})

export function reportWords(review: ReviewAnswer, name: string): ReportWords {
  const { from, to, tz, startHour, madeAt, days } = review
  const zoned = new ZoneDays({ zone: tz, startHour })
  const dateOf = (at: string): string => long.format(dateMs(zoned.at(Date.parse(at)).day))
  const [first, last] = [long.format(dateMs(from)), long.format(dateMs(to))]
  const alike = [7, 4].find((letters) => from.slice(0, letters) === to.slice(0, letters))
  const begin = alike === 7 ? String(Number(from.slice(8))) : alike === 4 ? first.slice(0, -5) : first
  return {
    name,
    span: from === to ? last : `${begin} to ${last} (${days.length} days)`,
    zone: `${tz}; a day begins at ${String(startHour).padStart(2, '0')}:00`,
    made: `${dateOf(madeAt)}, ${zoned.time(Date.parse(madeAt))}`,
    dateOf,
  }
}

/** What a sitter of the cohort wrote in the diary about some days: mornings that follow the load of the day before, and a few notes. Pure. */
import { mostPain } from '../../core/model/diary/check-ins.ts'
import type { EntryKind } from '../../core/model/diary/diary-entries.ts'
import type { VisaHTotal } from '../../core/model/diary/visa-h.ts'
import type { CheckIn } from '../../core/progress/check-ins.ts'
import { addDays, daysBetween } from '../../core/time/calendar.ts'
import { ZoneDays } from '../../core/time/zone-days.ts'
import { Random } from '../../simulator/random.ts'
import { type CohortCalendar, type Sitter, spellAt } from './chapters.ts'
import { cohortDays } from './characters.ts'

/** How a day was sat, as the core has recorded it. */
export interface SatDay {
  readonly day: string
  readonly seatedS: number
  /** Of both sides; null without kPa. */
  readonly ptiKpaMin: number | null
  readonly longestBoutS: number
}

interface Written {
  readonly checkIns: readonly CheckIn[]
  readonly entries: readonly {
    readonly id: string
    readonly atMs: number
    readonly day: string
    readonly kind: EntryKind
    readonly minutes: null
    readonly note: string
  }[]
}

interface Asked {
  readonly sitter: Sitter
  readonly calendar: CohortCalendar
  readonly days: readonly string[]
  readonly sat: readonly SatDay[]
}

/** Longer bouts are felt at once, and said by those who say anything. */
const longBoutS = 45 * 60

export function writtenOf({ sitter, calendar, days, sat }: Asked): Written {
  const zoned = new ZoneDays(calendar)
  const today = zoned.at(calendar.madeAtMs).day
  const { character, seed } = sitter
  const loads = new Map(sat.map((one) => [one.day, loadOf(one)]))
  const usual = meanOf([...loads.values()])
  const at = (day: string, minutes: number) => zoned.on(day).startMs + Math.round(minutes * 60_000)
  const said = (
    day: string,
    when: 'morning' | 'after-sitting',
    felt: { pain: number; minutes: number },
  ): CheckIn => ({
    ...{ id: `simulated-${day}-${when}`, atMs: at(day, felt.minutes), day, when },
    pain: Math.max(0, Math.min(mostPain, Math.round(felt.pain))),
    ...{ side: character.side, place: 'sit-bone', note: null, source: 'simulated' },
  })
  const checkIns = days.flatMap((day): CheckIn[] => {
    const random = new Random(seed, `check-in:${day}`)
    const { pain } = spellAt(character, daysBetween(day, today))
    const load = loads.get(addDays(day, -1))
    const strain = load === undefined || usual === 0 ? 0 : load / usual - 1
    const morning = {
      pain: pain + character.sensitivity * strain + 0.45 * random.gaussian(),
      minutes: random.between(150, 240),
    }
    const [answers, speaks] = [random.chance(character.answers), random.chance(0.4)]
    const long = (sat.find((one) => one.day === day)?.longestBoutS ?? 0) > longBoutS
    return [
      ...(answers ? [said(day, 'morning', morning)] : []),
      ...(answers && speaks && long
        ? [
            said(day, 'after-sitting', {
              pain: pain + 1 + 0.5 * random.gaussian(),
              minutes: random.between(720, 800),
            }),
          ]
        : []),
    ]
  })
  const entries = character.spells.flatMap(({ daysAgo, says }) => {
    const day = addDays(today, -daysAgo)
    if (says === undefined || !days.includes(day)) return []
    return [{ id: `simulated-${day}`, atMs: at(day, 600), day, minutes: null, ...says }]
  })
  return { checkIns, entries }
}

const visaHEveryDays = 42

/** Totals of the questionnaire, at visits every six weeks: the more a tendon hurts, the less one does. */
export function visaHOf({ character, seed }: Sitter, calendar: CohortCalendar): readonly VisaHTotal[] {
  const today = new ZoneDays(calendar).at(calendar.madeAtMs).day
  const visits = Array.from(
    { length: Math.floor(cohortDays / visaHEveryDays) },
    (_, at) => at * visaHEveryDays + 7,
  )
  return visits.toReversed().flatMap((daysAgo) => {
    const { sits, pain } = spellAt(character, daysAgo)
    const day = addDays(today, -daysAgo)
    const random = new Random(seed, `visa-h:${day}`)
    return sits === null ? [] : [{ day, total: Math.round(88 - 10 * pain + 3 * random.gaussian()) }]
  })
}

const loadOf = ({ seatedS, ptiKpaMin }: SatDay): number => ptiKpaMin ?? seatedS / 60

const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

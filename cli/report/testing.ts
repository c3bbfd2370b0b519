/** Constructed answers for the tests of reports. */
import { type ReviewAnswer, reviewAnswer } from '../../contract/review.ts'
import { startingTolerance } from '../../core/model/tolerance-fields.ts'
import { addDays } from '../../core/time/calendar.ts'

export const firstDay = '2026-03-09'

type Day = ReviewAnswer['days'][number]

export const reportDay = (day: string, over: Partial<Day> = {}): Day => ({
  day,
  over: true,
  valid: true,
  seatedS: 22_920,
  overLimitS: 1320,
  usualBoutS: 1920,
  longestBoutS: 5400,
  breaks: 12,
  leftMeanKpa: 12.5,
  rightMeanKpa: 11.75,
  leftKpaMin: 4775,
  rightKpaMin: 4488.5,
  limits: startingTolerance,
  morning: { pain: 2, colour: 'green' },
  laterPain: null,
  entries: [],
  steps: [],
  ...over,
})

export const dayWithoutData = (day: string): Day =>
  reportDay(day, {
    valid: false,
    seatedS: null,
    overLimitS: null,
    usualBoutS: null,
    longestBoutS: null,
    breaks: null,
    leftMeanKpa: null,
    rightMeanKpa: null,
    leftKpaMin: null,
    rightKpaMin: null,
    morning: null,
  })

const figure = (value: number | null, n: number) => ({
  value,
  n,
  before: { value: null, n: 0 },
  change: null,
})
const mornings = {
  green: 3,
  amber: 0,
  red: 0,
  uncoloured: 0,
  notGiven: 0,
  given: 3,
  median: 2,
}

/** Three days, the last still running. Checked against the contract. */
export function aReport(over: Partial<ReviewAnswer> = {}): ReviewAnswer {
  const days = [
    reportDay(firstDay),
    dayWithoutData(addDays(firstDay, 1)),
    reportDay(addDays(firstDay, 2), { over: false, valid: false, seatedS: 3600 }),
  ]
  return reviewAnswer.parse({
    v: 1,
    cushion: 'desk-1',
    simulated: false,
    from: days[0]?.day,
    to: addDays(firstDay, (over.days ?? days).length - 1),
    tz: 'Europe/Berlin',
    startHour: 4,
    madeAt: '2026-03-11T10:00:00.000Z',
    version: '1.2.3',
    safety: 'Sitbone is not a medical device.',
    side: 'left',
    limits: { prescribed: null, inForce: startingTolerance, changedAt: '2026-03-09T08:00:00.000Z' },
    usualPain: 2,
    paused: false,
    quality: {
      days: 3,
      finishedDays: 2,
      validDays: 1,
      daysWithoutData: 1,
      unknownShare: 0.012,
      cellsLeftOut: [],
      daysCalibrationChanged: [],
      daysClocksChanged: [],
      relativeOnly: false,
      calibration: {
        mode: 'calibrated',
        madeAt: '2026-03-01T08:00:00.000Z',
        ageDays: 10,
        surface: 'office foam',
      },
    },
    summary: [{ rule: 'seated', text: '6 h 22 min of sitting a day (1 valid day).', n: 1 }],
    figures: {
      seatedSPerDay: figure(22_920, 1),
      usualBoutS: figure(1920, 24),
      breaksPerSeatedH: figure(1.844, 7.4),
      leftKpa: figure(12.5, 7.4),
      rightKpa: figure(null, 0),
      overLimitShare: figure(0.0575, 2),
    },
    mornings: { now: mornings, before: mornings },
    days,
    periods: [],
    limitHistory: [],
    checkIns: [],
    visaH: [],
    loadAndMorning: {
      lagDays: 1,
      n: 0,
      leastPairs: 15,
      enough: false,
      measure: 'seated',
      pairs: [],
      thirds: null,
      leastForInterval: 20,
      ranks: null,
    },
    surfaces: [],
    seats: null,
    pattern: { hours: [], bands: null, bouts: 24, alerts: 0, alertsAnswered: 0 },
    ...over,
  })
}

const aSurfaceSide = {
  mean: { mean: 12.34, plusMinus: 0.8, n: 9 },
  p10Kpa: 8,
  p50Kpa: 11.6,
  p90Kpa: 17,
  overLimitShare: 0.04,
}
export const aSurface = (
  over: Partial<NonNullable<ReviewAnswer['surfaces']>[number]> = {},
): NonNullable<ReviewAnswer['surfaces']>[number] => ({
  name: 'wood',
  from: firstDay,
  to: addDays(firstDay, 2),
  days: 2,
  seatedMin: 600,
  left: aSurfaceSide,
  right: aSurfaceSide,
  balance: -3.4,
  ...over,
})

export const aCheckIn = (over: Partial<ReviewAnswer['checkIns'][number]> = {}) => ({
  id: 'check-in-1',
  at: '2026-03-09T06:00:00.000Z',
  day: firstDay,
  when: 'morning' as const,
  pain: 2,
  side: null,
  place: null,
  note: null,
  source: 'person' as const,
  ...over,
})

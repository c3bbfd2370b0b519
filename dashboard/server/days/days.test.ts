import { describe, expect, it } from 'vitest'
import type { DaySummary } from '../../../contract/days.ts'
import { reportSchema } from '../../../contract/report.ts'
import type { CushionEvent } from '../../../core/model/schemas/events.ts'
import { ZoneDays } from '../../../core/time/zone-days.ts'
import { aBout, aMinute } from '../testing.ts'
import { DaysBuilder } from './days.ts'
import { makeReport } from './report.ts'

const minute = 60_000
const at = (text: string) => Date.parse(text)
const every = (from: string, count: number, over: Parameters<typeof aMinute>[1] = {}) =>
  Array.from({ length: count }, (_, index) => aMinute(at(from) + index * minute, over))
const builder = (zone: string, from: string, to: string) =>
  new DaysBuilder(new ZoneDays({ zone, startHour: 4 }).between(at(from), at(to)))
const empty = {
  seatedS: 0,
  emptyS: 60,
  leftMeanKpa: null,
  rightMeanKpa: null,
  leftMaxKpa: null,
  rightMaxKpa: null,
  leftPtiKpaMin: 0,
  rightPtiKpaMin: 0,
}
const unknown = { ...empty, emptyS: 0, unknownS: 60, leftPtiKpaMin: null, rightPtiKpaMin: null }

describe('summaries of days', () => {
  it.each([
    ['Europe/Berlin', '2026-03-28T03:00:00.000Z', 23],
    ['Europe/Berlin', '2026-10-24T02:00:00.000Z', 25],
    ['America/New_York', '2026-03-07T09:00:00.000Z', 23],
    ['America/New_York', '2026-10-31T08:00:00.000Z', 25],
  ])('%s from %s: all of its %i hours and none of the next day', (zone, from, hours) => {
    const days = builder(zone, from, new Date(at(from) + 3 * 86_400_000).toISOString())
    days.minutes(every(from, 50 * 60))
    const [first, second] = days.summaries()
    expect(first).toMatchObject({ startsAt: from, seatedS: hours * 3600, recordedS: hours * 3600 })
    expect(second?.startsAt).toBe(first?.endsAt)
    expect(second?.seatedS).toBe(24 * 3600)
  })

  it('a day without data is missing, not zero', () => {
    const days = builder('UTC', '2026-03-02T04:00:00Z', '2026-03-05T04:00:00Z')
    days.minutes(every('2026-03-02T09:00:00Z', 1))
    days.minutes(every('2026-03-04T09:00:00Z', 1))
    expect(days.summaries().map(({ day }) => day)).toEqual(['2026-03-02', '2026-03-04'])
  })

  it('worked by hand: one minute at 10 kPa fully seated, one at 20 kPa half seated, one unknown', () => {
    const days = builder('UTC', '2026-03-02T04:00:00Z', '2026-03-03T04:00:00Z')
    days.minutes([
      aMinute(at('2026-03-02T09:00:00Z'), {
        leftMeanKpa: 10,
        leftMaxKpa: 15,
        leftPtiKpaMin: 10,
        weightShifts: 1,
      }),
      aMinute(at('2026-03-02T09:01:00Z'), {
        seatedS: 30,
        emptyS: 30,
        leftMeanKpa: 20,
        leftMaxKpa: 31,
        leftPtiKpaMin: 10,
        pressureReliefs: 1,
      }),
      aMinute(at('2026-03-02T09:02:00Z'), unknown),
    ])
    expect(days.summaries()[0]).toMatchObject({
      seatedS: 90,
      unknownS: 60,
      recordedS: 180,
      leftMeanKpa: 13.33,
      leftMaxKpa: 31,
      leftPtiKpaMin: 20,
      weightShifts: 1,
      pressureReliefs: 1,
    })
  })

  it('relative mode has no kPa: null, never zero', () => {
    const days = builder('UTC', '2026-03-02T04:00:00Z', '2026-03-03T04:00:00Z')
    days.minutes(
      every('2026-03-02T09:00:00Z', 3, { leftMeanKpa: null, leftMaxKpa: null, leftPtiKpaMin: null }),
    )
    expect(days.summaries()[0]).toMatchObject({ leftMeanKpa: null, leftMaxKpa: null, leftPtiKpaMin: null })
  })

  it('a bout across the boundary counts where it began; its minutes count where they lie', () => {
    const days = builder('UTC', '2026-03-02T04:00:00Z', '2026-03-04T04:00:00Z')
    days.minutes(every('2026-03-03T03:30:00Z', 60))
    days.bouts([aBout(at('2026-03-03T03:30:00Z'), 3600)])
    const [first, second] = days.summaries()
    expect(first).toMatchObject({ bouts: 1, longestBoutS: 3600, seatedS: 1800 })
    expect(second).toMatchObject({ bouts: 0, seatedS: 1800 })
  })

  it('a gap of unknown time between two bouts is not a break', () => {
    const from = '2026-03-02T09:00:00Z'
    const bouts = [
      aBout(at(from), 600),
      aBout(at(from) + 20 * minute, 600),
      aBout(at(from) + 40 * minute, 600),
    ]
    const days = builder('UTC', '2026-03-02T04:00:00Z', '2026-03-03T04:00:00Z')
    days.minutes([
      ...every('2026-03-02T09:00:00Z', 10),
      ...every('2026-03-02T09:10:00Z', 10, empty),
      ...every('2026-03-02T09:20:00Z', 10),
      ...every('2026-03-02T09:30:00Z', 10, unknown),
      ...every('2026-03-02T09:40:00Z', 10),
    ])
    days.bouts(bouts)
    expect(days.summaries()[0]).toMatchObject({ bouts: 3, breaks: 1 })
  })

  it('an alert that grew worse counts once, and equipment alarms not at all', () => {
    const raised = (over: Partial<CushionEvent>): CushionEvent => ({
      v: 1,
      at: '2026-03-02T09:00:00.000Z',
      kind: 'alert-raised',
      alertKind: 'load',
      alertId: 'a',
      ...over,
    })
    const days = builder('UTC', '2026-03-02T04:00:00Z', '2026-03-03T04:00:00Z')
    days.events([
      raised({}),
      raised({ level: 'exceeded' }),
      raised({ alertId: 'b' }),
      raised({ alertId: 'c', alertKind: 'data-stopped' }),
    ])
    expect(days.summaries()[0]?.alerts).toBe(2)
  })
})

describe('report', () => {
  const day = (over: Partial<DaySummary>): DaySummary => ({
    day: '2026-03-02',
    startsAt: '2026-03-02T04:00:00.000Z',
    endsAt: '2026-03-03T04:00:00.000Z',
    seatedS: 7200,
    unknownS: 0,
    recordedS: 7200,
    bouts: 1,
    longestBoutS: 3600,
    breaks: 0,
    weightShifts: 3,
    pressureReliefs: 1,
    alerts: 0,
    leftPtiKpaMin: null,
    rightPtiKpaMin: 10,
    leftMeanKpa: null,
    rightMeanKpa: 1,
    leftMaxKpa: null,
    rightMaxKpa: 2,
    ...over,
  })
  const input = {
    cushion: 'desk-1',
    simulated: true,
    fromMs: at('2026-03-02T04:00:00Z'),
    toMs: at('2026-03-05T04:00:00Z'),
    tz: 'UTC',
    startHour: 4,
    madeAtMs: at('2026-03-05T05:00:00Z'),
    daysAsked: 3,
  }

  it('worked by hand: 3 + 5 shifts in 4 seated hours are 2 an hour', () => {
    const report = makeReport({
      ...input,
      days: [day({}), day({ weightShifts: 5 })],
      bouts: [aBout(0, 3600), aBout(0, 600)],
    })
    expect(reportSchema.parse(report).rates).toEqual({ weightShiftsPerH: 2, pressureReliefsPerH: 0.5 })
    expect(report.totals).toMatchObject({
      seatedS: 14_400,
      leftPtiKpaMin: null,
      rightPtiKpaMin: 20,
      seatedSPerDayWithData: 7200,
    })
    expect(report.patterns).toMatchObject({ usualBoutS: 3600, alpha: null })
    expect(report.patterns.alphaNote).toMatch(/30 bouts/)
  })

  it('gives alpha from 30 bouts on', () => {
    const bouts = Array.from({ length: 30 }, (_, index) =>
      aBout(index * 10_000_000, index < 15 ? 60 : 60 * Math.E),
    )
    expect(makeReport({ ...input, days: [day({})], bouts }).patterns).toMatchObject({
      alpha: 3,
      alphaNote: null,
    })
  })

  it('without data everything is null or empty, no rate is invented', () => {
    const report = reportSchema.parse(makeReport({ ...input, days: [], bouts: [] }))
    expect(report).toMatchObject({ daysAsked: 3, daysWithData: 0, rates: { weightShiftsPerH: null } })
    expect(report.patterns).toMatchObject({ usualBoutS: null, bandShares: null, alpha: null })
  })
})

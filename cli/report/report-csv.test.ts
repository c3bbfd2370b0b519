import { describe, expect, it } from 'vitest'
import { addDays } from '../../core/time/calendar.ts'
import { reportCsv } from './report-csv.ts'
import { aReport, dayWithoutData, firstDay, reportDay } from './testing.ts'

const linesOf = (report = aReport()) => reportCsv(report).trimEnd().split('\n')

describe('a report as CSV', () => {
  it('has a row for each day, with units in the names, and empty fields where nothing is known', () => {
    expect(linesOf()).toEqual([
      'day,over,valid,seatedS,overLimitS,usualBoutS,longestBoutS,breaks,leftMeanKpa,rightMeanKpa,leftKpaMin,rightKpaMin,boutLimitMin,dayLimitMin,morningPain,morningColour,laterPain,notes,visaH',
      '2026-03-09,true,true,22920,1320,1920,5400,12,12.5,11.75,4775,4488.5,45,360,2,green,,,',
      '2026-03-10,true,false,,,,,,,,,,45,360,,,,,',
      '2026-03-11,false,false,3600,1320,1920,5400,12,12.5,11.75,4775,4488.5,45,360,2,green,,,',
    ])
  })
  it('has the VISA-H total on the day on which it was filled in', () => {
    const visaH = [{ day: '2026-03-10', total: 62, by: null }]
    expect(linesOf(aReport({ visaH }))[2]).toMatch(/,62$/)
  })
  it('holds what happened on a day as text that no spreadsheet runs', () => {
    const entries = [
      { kind: 'note' as const, note: 'felt "fine", then; =HYPERLINK("x")' },
      { kind: 'flare-up' as const, note: null },
    ]
    const days = [reportDay(firstDay, { entries, steps: ['step-up'] }), dayWithoutData(addDays(firstDay, 1))]
    const csv = reportCsv(aReport({ days }))
    expect(csv).toContain(`"Step up; Note: felt ""fine"", then;' =HYPERLINK(""x""); Flare-up",\n`)
  })
})

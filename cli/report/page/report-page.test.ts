import { describe, expect, it } from 'vitest'
import { aCheckIn, aReport, aSurface } from '../testing.ts'
import { reportPage } from './report-page.ts'

const page = (over: Parameters<typeof aReport>[0] = {}, name = 'anna') => reportPage(aReport(over), name)

describe('the report as a page', () => {
  it('says whose it is, of which days, in whose time, and what made it', () => {
    expect(page()).toContain('<h1>Sitting and pain, anna</h1><p>9 to 11 March 2026 (3 days)</p>')
    expect(page()).toContain('Europe/Berlin; a day begins at 04:00')
    expect(page()).toContain(
      'Made by Sitbone 1.2.3 on 11 March 2026, 11:00 (Europe/Berlin). Not a medical device.',
    )
    expect(page({ simulated: true })).toContain('nobody sat on this cushion')
    expect(page()).not.toContain('nobody sat on this cushion')
  })
  it('shows what people wrote as text, never as markup, and loads nothing', () => {
    const note = '<img src=x onerror=alert(1)> & "more"'
    const text = page({ checkIns: [aCheckIn({ note })] }, '<b>anna</b>')
    expect(text).toContain('2 of 10, morning: &lt;img src=x onerror=alert(1)&gt; &amp; &quot;more&quot;')
    expect(text).not.toMatch(/<(img|b|script|link)\b/)
    expect(text).not.toMatch(/(?:src|href)="|url\((?!data:)/)
    expect(text).toContain("default-src 'none'")
  })
  it('hatches a day without data, and draws no zero for it', () => {
    const chart = page().split('<section aria-label="Day by day">')[1]?.split('class="keys"')[0] ?? ''
    expect(chart.match(/class="no-data"/g)).toHaveLength(1)
    expect(chart.match(/<rect /g)).toHaveLength(2)
  })
  it('has the summary alone while new symptoms are open, on two sheets as ever', () => {
    const paused = page({
      paused: true,
      summary: [{ rule: 'symptoms', text: 'New symptoms were reported.', n: 1 }],
      figures: null,
      mornings: null,
      pattern: null,
      loadAndMorning: null,
      periods: null,
    })
    expect(paused).toContain('New symptoms come first')
    expect(paused).not.toContain('class="value"')
    expect(paused.match(/class="sheet"/g)).toHaveLength(2)
  })
  it('has the latest surfaces with both sides, without kPa none, and cuts a long name', () => {
    const surfaces = ['oldest', 'wood', 'gel '.repeat(40), null].map((name) => aSurface({ name }))
    const text = page({ surfaces })
    expect(text).toContain(
      '<td>wood, 9 to 11 Mar</td><td>2 days, 10\u00a0h\u00a0seated</td><td>12.3\u00a0±\u00a00.8</td>',
    )
    expect(text).toMatch(/<td>(gel ){8}gel…, 9 to 11 Mar/)
    expect(text).toContain('<td>Not said, 9 to 11 Mar')
    expect(text).not.toContain('oldest')
    const { quality } = aReport()
    expect(page({ surfaces, quality: { ...quality, relativeOnly: true } })).not.toContain(
      'Pressure by surface',
    )
  })
  it('gives the steps with who and why, and each week', () => {
    const text = page({
      limitHistory: [
        {
          at: '2026-03-10T08:00:00.000Z',
          day: '2026-03-10',
          kind: 'step-up',
          decision: 'accepted',
          undone: false,
          by: 'petra',
          changes: [{ limit: 'boutMin', from: 45, to: 49.5 }],
          reasons: ['All mornings were green.'],
        },
      ],
      periods: [
        {
          from: '2026-03-09',
          to: '2026-03-11',
          days: 3,
          validDays: 1,
          seatedSPerDay: 22_920,
          usualBoutS: 1920,
          longestBoutS: 5400,
          breaksPerSeatedH: 1.84,
          leftKpaMinPerDay: 4775,
          rightKpaMinPerDay: null,
          medianMorningPain: 2,
          highestPain: 5,
        },
      ],
    })
    expect(text).toContain(
      'Step up accepted by petra: Sitting in one go 45 → 49.5 min. All mornings were green.',
    )
    expect(text).toContain('<td>9 to 11 Mar</td><td>1 of 3</td><td>6 h 22 min</td>')
    expect(text).toContain('<td>4775 · –</td><td>2 · 5</td>')
  })
})

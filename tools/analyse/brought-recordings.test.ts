/** Recordings from people, with their figures: misreading them gave normal-looking but wrong reports. */
import { describe, expect, it } from 'vitest'
import { startingTolerance } from '../../core/model/tolerance-fields.ts'
import { layout } from '../../core/testing.ts'
import { openRecording } from '../../recordings/open-recording.ts'
import { byNumber, inFile, nineMs, plainTime, sitting, table } from '../../recordings/test-recordings.ts'
import type { RecordingOptions } from '../../recordings/understanding.ts'
import { Analysis } from './analysis.ts'
import { reportText } from './report-text.ts'

/** 10 min, 2 min away, 5 min. */
const truth = sitting({ s: [600, 120, 300, 60] })
const since = (atMs: number) => atMs - nineMs

async function analysed(content: string | Buffer, more: Partial<RecordingOptions> = {}) {
  const options = { file: inFile(content), cells: 8, columns: byNumber, bits: 10, zone: 'UTC', ...more }
  const recording = await openRecording(options)
  const analysis = new Analysis({
    layout,
    calibration: null,
    tolerance: startingTolerance,
    day: { zone: 'UTC', startHour: 4 },
    format: recording.format,
    counting: recording.counting,
    rateHz: recording.rateHz ?? 10,
    assumptions: recording.assumptions,
  })
  for await (const entries of recording.batches()) for (const entry of entries) analysis.add(entry)
  return analysis.finish()
}

const clock = (atMs: number) => plainTime(atMs).slice(11)
const forms: readonly (readonly [string, string | Buffer, Partial<RecordingOptions>])[] = [
  [
    'a counter that restarts in the middle of sitting',
    table(truth, { time: (atMs) => String(since(atMs) % 400_000) }),
    {},
  ],
  ['an inverted divider', table(truth, { count: (value) => String(1020 - value) }), { inverted: true }],
  [
    'volts with their full scale',
    table(truth, { count: (value) => ((Math.max(0, value) / 1023) * 5).toFixed(2) }),
    { columns: `${byNumber},full=5` },
  ],
  ['12 bits', table(truth, { count: (value) => String(Math.max(0, value) * 4) }), { bits: 12 }],
  ['a title above', `Smart cushion log v2\nStart: 2025-03-03 09:00\n\n${table(truth)}`, { columns: null }],
  [
    'a serial monitor',
    table(truth, { time: clock, header: false })
      .replace(/,/, ' -> ')
      .replaceAll(/\n([\d:.]+),/g, '\n$1 -> '),
    {},
  ],
  ['times of day', table(truth, { time: clock }), {}],
  ['UTF-16', Buffer.from(`\ufeff${table(truth)}`, 'utf16le'), {}],
]

describe('a recording that somebody brought', () => {
  it.each(forms)('has the figures of what happened: %s', async (_name, content, more) => {
    const result = await analysed(content, more)
    expect(result.seatedS).toBeGreaterThan(898)
    expect(result.seatedS).toBeLessThan(902)
    expect(result.bouts.map(({ boutS }) => Math.round(boutS / 10) * 10)).toEqual([600, 300])
    expect(result.rejected).toEqual({ crc: 0 })
  })

  it('has the time around a restart as unknown, and counts it', async () => {
    const { unknownS, recording } = await analysed(...withoutName(forms[0]))
    expect([unknownS, recording.boardResets]).toEqual([20, 2])
  })

  it('has its restarts said in the first line of the report', async () => {
    const result = await analysed(...withoutName(forms[0]))
    const [first] = reportText(result, { file: 'log.csv', zone: 'UTC', safety: '' }).split('\n')
    expect(first).toMatch(/^Assumed: .*the board restarted in line 802 and 1 more time/)
    expect(result.assumptions.map(({ kind }) => kind)).toEqual(['restart', 'time'])
  })
})

const withoutName = (form = forms[0]): [string, Partial<RecordingOptions>] =>
  form === undefined ? ['', {}] : [String(form[1]), form[2]]

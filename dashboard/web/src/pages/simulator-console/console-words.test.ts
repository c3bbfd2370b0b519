import { describe, expect, it } from 'vitest'
import {
  difference,
  faultOn,
  latencyLabels,
  printable,
  rate,
  scenarioLabel,
  shownSetting,
  size,
  wireFaults,
} from './console-words.ts'

const fault = (name: string) => {
  const found = wireFaults.find((each) => each.name === name)
  if (found === undefined) throw new Error(name)
  return found
}

describe('words of the simulator console', () => {
  it('shows shares in per cent and sends them as parts', () => {
    expect(faultOn(fault('cut'), 5)).toEqual({ cut: { share: 0.05 } })
    expect(shownSetting(fault('cut'), { share: 0.07 })).toBe(7)
    expect(shownSetting(fault('cut'), undefined)).toBe(5)
    expect(faultOn(fault('frozen'), 0)).toEqual({ frozen: {} })
  })
  it('keeps noise on one line', () => {
    expect(printable('$F,1\u0000\u00ff\u001b[2J')).toBe('$F,1···[2J')
  })
  it('tells differences with a sign', () => {
    expect(difference(13.42, 13.1)).toBe('+0.3')
    expect(difference(12.9, 13.1)).toBe('−0.2')
    expect(difference(13.11, 13.1)).toBe('0.0')
    expect(difference(null, 13.1)).toBeNull()
  })
  it('tells rates, sizes and classes', () => {
    expect([rate(9.96, 'frames'), rate(1060, 'bytes'), rate(36_000, 'lines')]).toEqual([
      '10.0 frames/s',
      '1060 bytes/s',
      '36.0 k lines/s',
    ])
    expect([size(12), size(45_300), size(2_300_000)]).toEqual(['12 bytes', '45 kB', '2.3 MB'])
    expect(latencyLabels([2, 1000])).toEqual(['≤ 2 ms', '≤ 1 s', 'more'])
    expect(scenarioLabel('office-day')).toBe('Office day')
  })
})

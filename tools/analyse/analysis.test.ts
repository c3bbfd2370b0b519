import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startingTolerance } from '../../core/model/tolerance-fields.ts'
import { calibration, countAt, layout, nobody, seat } from '../../core/testing.ts'
import { encodeLine } from '../../firmware-protocol/index.ts'
import { RecordingReader } from '../../recordings/recording-reader.ts'
import { Analysis, type AnalysisOptions } from './analysis.ts'
import { reportText } from './report-text.ts'

const nineMs = Date.parse('2026-03-02T09:00:00.000Z')
const iso = (s: number) => new Date(nineMs + s * 1000).toISOString()

/** Writes a recording by hand: what lay on the seat, for how long, and what went wrong. */
class Tape {
  readonly lines: string[] = []
  atMs = nineMs
  #seq = 0
  #random = 1

  wire(line: string, atMs = this.atMs): this {
    this.lines.push(JSON.stringify({ atMs, line }))
    return this
  }

  hello(boot: number): this {
    return this.wire(encodeLine(`H,proto=1,ch=8,bits=10,rate=10,rst=1,boot=${boot},ms=0`).trimEnd())
  }

  hold(kpa: readonly number[], s: number, change: (counts: number[]) => number[] = (counts) => counts): this {
    for (let i = 0; i < s * 10; i++) {
      const sway = 0.02 * Math.sin(this.atMs / 700) + 0.02 * Math.sin(this.atMs / 5300)
      const counts = kpa.map((value, index) => {
        this.#random = (this.#random * 1_103_515_245 + 12_345) % 2_147_483_648
        const noise = Math.floor((this.#random / 2_147_483_648) * 3) - 1
        return value === 0 ? 0 : countAt(value * (1 + (index % 2 === 0 ? sway : -sway))) + noise
      })
      this.frame(change(counts))
      this.atMs += 100
    }
    return this
  }

  frame(counts: readonly number[], atMs = this.atMs): this {
    this.#seq++
    return this.wire(encodeLine(`F,${this.#seq},${this.#seq * 100},${counts.join(',')}`).trimEnd(), atMs)
  }

  gap(s: number): this {
    this.atMs += s * 1000
    return this
  }
}

function analyse(lines: readonly string[], more: Partial<AnalysisOptions> = {}) {
  const readings: { atMs: number; occupancy: string; leftPpiKpa: number | null }[] = []
  const analysis = new Analysis({
    layout,
    calibration,
    tolerance: startingTolerance,
    day: { zone: 'UTC', startHour: 4 },
    format: 'json-lines',
    counting: { bits: 10 },
    rateHz: 10,
    readings: (line) => readings.push(JSON.parse(line)),
    ...more,
  })
  const given = { file: 'tape', cells: 8, columns: null, bits: null, zone: 'UTC' }
  const reader = new RecordingReader(lines.slice(0, 200), given, (entry) => analysis.add(entry))
  lines.forEach((line, index) => {
    reader.line(line, index + 1)
  })
  reader.end()
  return { result: analysis.finish(), readings }
}

describe('an analysis', () => {
  it('finds bouts, time, load and the plain integral of a quiet hour', () => {
    const tape = new Tape().hello(1).hold(nobody, 20).hold(seat(12), 600).hold(nobody, 180)
    const { result, readings } = analyse(tape.lines)
    expect(result.seatedS).toBeCloseTo(600, 0)
    expect(result.emptyS).toBeCloseTo(200, 0)
    expect(result.unknownS).toBe(0)
    expect(result.bouts).toHaveLength(1)
    expect(Date.parse(result.bouts[0]?.startedAt ?? '') - nineMs).toBeCloseTo(20_000, -3)
    expect(result.load.leftPtiKpaMin).toBeCloseTo(120, -1)
    expect(result.load.leftKpaMin ?? 0).toBeLessThan(result.load.leftPtiKpaMin ?? 0)
    expect(result).toMatchObject({ v: 1, mode: 'calibrated', alerts: [], rejected: { crc: 0 } })
    expect(readings).toHaveLength(8000)
    // Final: reported as it was, although a live cushion knows it a second later.
    const wrong = readings.filter(
      ({ atMs, occupancy }) =>
        (occupancy === 'occupied') !== (atMs >= nineMs + 20_000 && atMs < nineMs + 620_000),
    )
    expect(wrong.length).toBeLessThan(10)
  })

  it('counts a gap of hours as unknown, neither sitting nor rest', () => {
    const tape = new Tape().hello(1).hold(nobody, 5).hold(seat(12), 120)
    const before = analyse(tape.lines).result.load.leftKpaMin ?? 0
    tape.gap(3 * 3600).hold(seat(12), 5)
    const { result, readings } = analyse(tape.lines)
    expect(result.unknownS).toBeCloseTo(3 * 3600, -1)
    expect(result.seatedS).toBeCloseTo(125, 0)
    expect(result.load.leftKpaMin ?? 0).toBeGreaterThanOrEqual(before)
    expect(result.recording.gaps).toBe(1)
    expect(result.alerts).toContainEqual(
      expect.objectContaining({ kind: 'data-stopped', at: expect.stringMatching(/^2026-03-02T09:03:0/) }),
    )
    expect(readings).toHaveLength(1300)
  })

  it('leaves a stuck cell out and says since when', () => {
    const tape = new Tape().hello(1).hold(nobody, 5).hold(seat(12), 60)
    tape.hold(seat(12), 120, (counts) => counts.with(1, 700))
    const { result } = analyse(tape.lines)
    expect(result.cells[1]?.verdict).toBe('stuck')
    const since = (Date.parse(result.cells[1]?.since ?? '') - nineMs) / 1000
    expect(since).toBeGreaterThan(65)
    expect(since).toBeLessThan(125)
    expect(result.cellVerdicts[0]).toMatchObject({ index: 1, verdict: 'stuck' })
    expect(result.load.leftPtiKpaMin).toBeCloseTo(36, -1)
  })

  it('goes through resets, garbage and times out of order without an invented reading', () => {
    const tape = new Tape().hello(1).hold(nobody, 5).hold(seat(12), 60)
    tape.wire('$F,1,2*').wire('$F,9,900,1,2,3,4,5,6,7,8*0000').lines.push('%%%')
    tape.frame(new Array(8).fill(900), nineMs + 1000).frame([1, 2, 3])
    tape.frame(new Array(8).fill(900), nineMs + 9e8)
    tape.hello(2).hold(seat(12), 60)
    const { result, readings } = analyse(tape.lines)
    expect(result.rejected).toEqual({
      crc: 1,
      'crc-missing': 1,
      'not-a-record': 1,
      'out-of-order': 2,
      channels: 1,
    })
    expect(result.recording).toMatchObject({ boardResets: 1, frames: 1250, gaps: 0 })
    expect(result.seatedS).toBeCloseTo(120, 0)
    expect(readings.every(({ leftPpiKpa }) => leftPpiKpa !== null && leftPpiKpa < 20)).toBe(true)
    expect(readings.map(({ atMs }) => atMs)).toEqual(
      Array.from({ length: 1250 }, (_, index) => nineMs + index * 100),
    )
  })

  it('has no kPa without a calibration', () => {
    const { result, readings } = analyse(new Tape().hold(nobody, 5).hold(seat(12), 60).lines, {
      calibration: null,
    })
    expect(result.mode).toBe('relative')
    expect(Object.values(result.load)).toEqual([null, null, null, null])
    expect(result.seatedS).toBeCloseTo(60, 0)
    expect(readings.every(({ leftPpiKpa }) => leftPpiKpa === null)).toBe(true)
  })

  it('takes the bits from the hello', () => {
    const tape = new Tape().wire(encodeLine('H,proto=1,ch=8,bits=12,rate=10,boot=1,ms=0').trimEnd())
    const wide = (counts: number[]) => counts.map((count) => Math.round((count * 4095) / 1023))
    tape.hold(nobody, 5, wide).hold(seat(12), 60, wide)
    const { result } = analyse(tape.lines)
    expect(result.recording.bits).toBe(12)
    expect(result.load.leftPtiKpaMin).toBeCloseTo(12, 0)
  })

  it.each(['hx711', 'capacitive'])('reads counts of %s sensors in proportion, as the hello says', (kind) => {
    // The ratio of a divider's resistances is what a linear sensor gives as a share of its full scale.
    const full = 4_000_000
    const linear = (counts: number[]) =>
      counts.map((count) => Math.round((full / 4) * (count / (1023 - count))))
    const hello = `H,proto=1,ch=8,bits=24,full=${full},kind=${kind},rate=10,boot=1,ms=0`
    const tape = new Tape().wire(encodeLine(hello).trimEnd())
    tape.hold(nobody, 5, linear).hold(seat(12), 60, linear)
    const quarter = calibration.cells.map((cell) => ({ ...cell, k: cell.k / 4 }))
    const { result } = analyse(tape.lines, { calibration: { ...calibration, cells: quarter } })
    expect(result.recording).toMatchObject({ bits: 24, full, law: 'linear' })
    expect(result.load.leftPtiKpaMin).toBeCloseTo(12, 0)
    expect(result.cells.every(({ verdict }) => verdict === 'ok')).toBe(true)
  })

  it('reads millivolts against the supply that the hello names', () => {
    const tape = new Tape().wire(
      encodeLine('H,proto=1,ch=8,bits=12,full=3300,kind=millivolt,rate=10,boot=1,ms=0').trimEnd(),
    )
    const millivolts = (counts: number[]) => counts.map((count) => Math.round((count * 3300) / 1023))
    tape.hold(nobody, 5, millivolts).hold(seat(12), 60, millivolts)
    const { result } = analyse(tape.lines)
    expect(result.recording).toMatchObject({ full: 3300, law: 'divider' })
    expect(result.load.leftPtiKpaMin).toBeCloseTo(12, 0)
  })

  it('accounts for the whole span, and never has negative load, whatever happened', () => {
    const part = fc.oneof(
      fc.tuple(fc.constantFrom(0, 3, 12, 40), fc.integer({ min: 1, max: 40 })),
      fc.tuple(fc.constant(-1), fc.integer({ min: 1, max: 4000 })),
    )
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
        const tape = new Tape()
        for (const [kpa, s] of parts) {
          if (kpa < 0) tape.gap(s)
          else tape.hold(seat(kpa), s)
        }
        tape.hold(nobody, 1)
        const { result } = analyse(tape.lines)
        const { from, to } = result.recording
        const spanS = (Date.parse(to ?? '') - Date.parse(from ?? '')) / 1000
        expect(result.seatedS + result.emptyS + result.unknownS).toBeCloseTo(spanS, 0)
        expect(result.load.leftKpaMin).toBeGreaterThanOrEqual(0)
        expect(result.load.leftKpaMin ?? 0).toBeLessThanOrEqual((result.load.leftPtiKpaMin ?? 0) + 0.5)
      }),
      { numRuns: 15 },
    )
  })
})

describe('the report', () => {
  it('is short, has units and the safety sentence', () => {
    const tape = new Tape()
      .hello(1)
      .hold(nobody, 20)
      .hold(seat(12), 600)
      .hold(nobody, 180)
      .gap(60)
      .hold(nobody, 4)
    tape.lines.push('%%%')
    const { result } = analyse(tape.lines)
    const text = reportText(result, { file: 'tape', zone: 'Europe/Berlin', safety: 'Not a medical device.' })
    expect(text).toMatch(/Seated +10 min 0 s in 1 bout\n/)
    expect(text).toMatch(/Unknown +1 min 0 s \(no readings: neither sitting nor rest\)/)
    expect(text).toMatch(/kPa min/)
    expect(text).toContain('2026-03-02 10:00:20')
    expect(text).toContain(`not-a-record 1 (first in line ${tape.lines.length})`)
    expect(text.trimEnd().endsWith('Not a medical device.')).toBe(true)
    expect(iso(0)).toBe('2026-03-02T09:00:00.000Z')
  })
})

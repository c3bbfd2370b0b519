import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeLine } from '../firmware-protocol/index.ts'
import type { RecordedFrame, RecordingEntry } from './entry.ts'
import { fileLines } from './file-lines.ts'
import { openRecording, RecordingError } from './open-recording.ts'
import { type RecordingOptions, RecordingReader } from './recording-reader.ts'

const options = (more: Partial<RecordingOptions> = {}): RecordingOptions => ({
  file: 'log',
  cells: 2,
  columns: null,
  bits: null,
  zone: 'UTC',
  ...more,
})

function read(text: string, more: Partial<RecordingOptions> = {}) {
  const lines = text.split('\n')
  const entries: RecordingEntry[] = []
  const reader = new RecordingReader(lines.slice(0, 200), options(more), (entry) => entries.push(entry))
  lines.forEach((line, index) => {
    reader.line(line, index + 1)
  })
  reader.end()
  const frames = entries.filter((entry): entry is RecordedFrame => entry.kind === 'frame')
  const rejected = entries.flatMap((entry) => (entry.kind === 'rejected' ? [[entry.line, entry.reason]] : []))
  return { entries, frames, rejected, reader }
}

const atMs0 = 1_772_442_000_000
const wire = (body: string) => encodeLine(body).trimEnd()
const frame = (atMs: number, seq: number, counts = '5,6') =>
  JSON.stringify({ atMs, line: wire(`F,${seq},${seq * 100},${counts}`) })
const frames = (...atS: number[]) => atS.map((s, index) => frame(atMs0 + s * 1000, index)).join('\n')
const times = (list: readonly RecordedFrame[]) => list.map(({ atMs }) => (atMs - atMs0) / 1000)

describe('a recording in JSON lines', () => {
  it('is read with its rate, hello and counts', () => {
    const hello = JSON.stringify({ atMs: atMs0, line: wire('H,proto=1,ch=2,bits=12,rate=10,boot=7,ms=0') })
    const { frames: read2, entries, reader } = read(`${hello}\n${frames(0.1, 0.2, 0.3)}\n`)
    expect(reader.format).toBe('json-lines')
    expect(reader.rateHz).toBeCloseTo(10)
    expect(entries[0]).toMatchObject({ kind: 'hello', line: 1, hello: { bits: 12, boot: 7 } })
    expect(read2[0]).toMatchObject({ line: 2, seq: 0, counts: [5, 6] })
  })

  it('gives each line that cannot be used its place and reason', () => {
    const bad = [
      'garbage',
      '{"atMs":1,"line":5}',
      '{"line":"$F,1,1,5,6*0000"}',
      JSON.stringify({ atMs: atMs0 + 200, line: '$F,1,200,5,6*0000' }),
      JSON.stringify({ atMs: atMs0 + 300, line: 'noise' }),
      frame(atMs0 + 400, 4, '5,6,7'),
      frame(atMs0 + 500, 5, '5,1024'),
    ]
    const { rejected, frames: good } = read([frames(0, 0.1), ...bad, frame(atMs0 + 600, 6)].join('\n'))
    expect(rejected).toEqual([
      [3, 'not-a-record'],
      [4, 'not-a-record'],
      [5, 'time'],
      [6, 'crc'],
      [7, 'no-start'],
      [8, 'channels'],
      [9, 'range'],
    ])
    expect(times(good)).toEqual([0, 0.1, 0.6])
  })

  it('reads other spellings of the same JSON, noise inside a line included', () => {
    const spelt = `{ "line": ${JSON.stringify(`\u0007"${wire('F,1,100,5,6')}`)} , "x":1, "atMs": ${atMs0}.7 }`
    expect(read(spelt).frames[0]).toMatchObject({ atMs: atMs0, counts: [5, 6] })
  })

  it('takes only what is later than the reading before', () => {
    const { frames: good, rejected } = read(frames(0, 1, 0.5, 1, 2))
    expect(times(good)).toEqual([0, 1, 2])
    expect(rejected).toEqual([
      [3, 'out-of-order'],
      [4, 'out-of-order'],
    ])
  })

  it('is not shut out by one stamp from the future', () => {
    expect(times(read(frames(0, 1, 9999, 2, 3)).frames)).toEqual([0, 1, 2, 3])
    expect(times(read(frames(9999, 1, 2, 3)).frames)).toEqual([1, 2, 3])
  })

  it('goes on after a gap of hours', () => {
    const { frames: good, rejected } = read(frames(0, 1, 9999, 10_000, 10_001))
    expect(times(good)).toEqual([0, 1, 9999, 10_000, 10_001])
    expect(rejected).toEqual([])
  })

  it('keeps a hello behind a gap in its place', () => {
    const hello = JSON.stringify({ atMs: atMs0 + 9_999_000, line: wire('H,proto=1,ch=2,bits=10,ms=0') })
    const { entries } = read(`${frames(0, 1, 9999)}\n${hello}\n${frame(atMs0 + 9_999_100, 9)}`)
    expect(entries.map(({ kind }) => kind)).toEqual(['frame', 'frame', 'frame', 'hello', 'frame'])
  })

  it('leaves out the frames of a board that does not fit', () => {
    const other = JSON.stringify({ atMs: atMs0, line: wire('H,proto=2,ch=2,bits=10,ms=0') })
    expect(read(`${other}\n${frames(1, 2)}`).rejected).toEqual([
      [2, 'other-board'],
      [3, 'other-board'],
    ])
  })

  it('never gives a time that is not in it, nor one twice, whatever the file contains', () => {
    const line = fc.oneof(
      fc.integer({ min: 0, max: 60_000 }).map((ms) => frame(atMs0 + ms, 1)),
      fc.string(),
      fc.record({ atMs: fc.double(), line: fc.string() }).map((record) => JSON.stringify(record)),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
        const given = new Set(
          lines
            .join('\n')
            .match(/\d{13}/g)
            ?.map(Number),
        )
        const read2 = read([frame(atMs0, 0), ...lines].join('\n')).frames.slice()
        for (const [index, { atMs }] of read2.entries()) {
          expect(given.has(atMs) || atMs === atMs0).toBe(true)
          expect(atMs).toBeGreaterThan(read2[index - 1]?.atMs ?? -1)
        }
      }),
    )
  })
})

describe('a recording in CSV', () => {
  const columns = 'time=0,c0=2,c1=3'

  it('is read by the column map, its header skipped', () => {
    const { frames: good, rejected } = read(
      `t,x,a,b\n${atMs0},9,5,6\n${atMs0 + 100},9,5\n${atMs0 + 200},9,5,oops\n${atMs0 + 300},9,5.4,2000\n${atMs0 + 400},9,5.6,1023\n`,
      { columns },
    )
    expect(good.map(({ counts }) => counts)).toEqual([
      [5, 6],
      [6, 1023],
    ])
    expect(rejected).toEqual([
      [3, 'columns'],
      [4, 'number'],
      [5, 'range'],
    ])
  })

  it.each([
    ['epoch ms', ['1772442000000', '1772442000100'], atMs0],
    ['epoch s', ['1772442000', '1772442000.1'], atMs0],
    ['epoch us', ['1772442000000000', '1772442000100000'], atMs0],
    ['ISO with offset', ['2026-03-02T10:00:00+01:00', '2026-03-02 10:00:00.1+01:00'], atMs0],
    ['wall time', ['2026-03-02T10:00:00', '2026-03-02 10:00:00.1'], atMs0],
    ['ms since the start', ['5000', '5100'], 5000],
    ['s since the start', ['5.0', '5.1'], 5000],
  ])('knows times as %s', (_name, [first, second], fromMs) => {
    const { frames: good } = read(`${first},0,1,2\n${second},0,1,2`, { columns, zone: 'Europe/Berlin' })
    expect(good.map(({ atMs }) => atMs)).toEqual([fromMs, fromMs + 100])
  })

  it('does as the column map says about the unit', () => {
    expect(read('5,0,1,2\n6,0,1,2', { columns: 'time=0:ms,c0=2,c1=3' }).frames[0]?.atMs).toBe(5)
  })

  it('knows semicolons with decimal commas, quotes and columns by name', () => {
    const { frames: good } = read('"when";"left; in";right\n1,5;"7";8\n1,6;7;8', {
      columns: 'time=when,c0=right,c1=1',
    })
    expect(good.map(({ counts }) => counts)).toEqual([
      [8, 7],
      [8, 7],
    ])
  })

  it('needs no map if the header is enough, as in an export', () => {
    const { frames: good } = read('at,boot,seq,c0,c1,p0Kpa\n2026-03-02T09:00:00.000Z,1,1,5,6,0.1')
    expect(good).toMatchObject([{ atMs: atMs0, counts: [5, 6] }])
  })

  it.each([
    ['time=0,c0=1', /c1 is not given/],
    ['c0=1,c1=2', /time=<column> is missing/],
    ['time=0,c0=1,c1=2,c2=3', /more are given/],
    ['time=0,c0=1,c1=b', /no column "b"/],
    ['time=0:days,c0=1,c1=2', /expected one of/],
  ])('refuses the map %s in words', (map, words) => {
    expect(() => read('1,2,3\n2,2,3', { columns: map })).toThrow(words)
  })
})

describe('a recording as a file', () => {
  const file = (content: string) => {
    const path = join(mkdtempSync(join(tmpdir(), 'recording-')), 'log')
    writeFileSync(path, content)
    return path
  }

  it('gives the same entries as its lines', async () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => frame(atMs0 + i * 100, i))
    const recording = await openRecording(options({ file: file(`\ufeff${lines.join('\r\n')}`) }))
    let count = 0
    let lastLine = 0
    for await (const batch of recording.batches()) {
      count += batch.length
      lastLine = batch.at(-1)?.line ?? lastLine
    }
    expect([count, lastLine]).toEqual([30_000, 30_000])
  })

  it('has the same lines, whatever the pieces in which it is read', async () => {
    const lines = ['a', '', 'bb\u00ff', 'ccc'.repeat(50), '', 'last']
    const path = file(lines.join('\n'))
    for (const bytes of [1, 2, 3, 7, 64, 4096]) {
      const read3: string[] = []
      for await (const { first, lines: piece } of fileLines(path, bytes)) {
        expect(first).toBe(read3.length + 1)
        read3.push(...piece)
      }
      expect(read3).toEqual(lines.map((text) => Buffer.from(text).toString('latin1')))
    }
  })

  it('says what is wrong with a file that is none', async () => {
    await expect(openRecording(options({ file: '/nowhere/log' }))).rejects.toThrow(RecordingError)
    await expect(openRecording(options({ file: file('') }))).rejects.toThrow(/is empty/)
    await expect(openRecording(options({ file: file('$F,1,2,3,4*0000\n') }))).rejects.toThrow(
      /board lines without times/,
    )
    await expect(openRecording(options({ file: file('a,b\n1,2\n') }))).rejects.toThrow(/--columns/)
  })
})

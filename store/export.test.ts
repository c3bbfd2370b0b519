import { describe, expect, it } from 'vitest'
import { type CushionEvent, eventSchema } from '../core/model/schemas/events.ts'
import { csvLine, type ExportOptions, exportRows } from './export.ts'
import type { Store, StoredFrame } from './store.ts'
import { framesFrom, t0 } from './testing.ts'

interface Content {
  readonly frames?: readonly (readonly StoredFrame[])[]
  readonly events?: readonly CushionEvent[]
}

const storeWith = ({ frames = [], events = [] }: Content): Store => ({
  name: 'memory',
  async start() {},
  async stop() {},
  write: async () => ({ setAside: [] }),
  erase: async () => {},
  cushions: async () => [],
  async *frames() {
    yield* frames
  },
  async *minutes() {},
  bouts: async () => [],
  async *events() {
    yield events
  },
})

const parsed = (event: unknown): CushionEvent => eventSchema.parse(event)

async function text(content: Content, options: Pick<ExportOptions, 'what' | 'format' | 'layoutCells'>) {
  let all = ''
  const range = { cushion: 'desk-1', fromMs: 0, toMs: 9e12 }
  for await (const piece of exportRows(storeWith(content), { ...range, ...options })) all += piece
  return all
}

describe('an export', () => {
  it('of nothing is a header in CSV and nothing in JSON lines', async () => {
    expect(await text({}, { what: 'frames', format: 'csv', layoutCells: 2 })).toBe(
      'at,boot,seq,c0,c1,p0Kpa,p1Kpa,boardMs\n',
    )
    expect(await text({}, { what: 'minutes', format: 'csv' })).toMatch(
      /^at,seatedS,unknownS,leftMeanKpa,leftMaxKpa,rightMeanKpa,rightMaxKpa,leftPtiKpaMin,rightPtiKpaMin,/,
    )
    expect(await text({}, { what: 'bouts', format: 'csv' })).toBe('startedAt,endedAt,boutS\n')
    expect(await text({}, { what: 'bouts', format: 'jsonl' })).toBe('')
  })

  it('of frames is as wide as the widest frame, also when it comes last', async () => {
    const frames = [
      framesFrom(t0, 1, 1),
      framesFrom(t0 + 100, 1, 2).map((frame) => ({ ...frame, kpa: null })),
    ]
    const lines = (await text({ frames }, { what: 'frames', format: 'csv' })).split('\n')
    expect(lines).toEqual([
      'at,boot,seq,c0,c1,p0Kpa,p1Kpa,boardMs',
      '2026-03-02T09:00:00.000Z,3,5000000,300,,11.1,,500000000',
      '2026-03-02T09:00:00.100Z,3,5000001,307,320,,,500000100',
      '',
    ])
  })

  it('quotes text with commas, quotes and line ends, and disarms formulas', async () => {
    const at = '2026-03-02T09:00:00.000Z'
    const tare = (detail: string): CushionEvent => ({ v: 1, at, kind: 'tare', detail })
    const events = [tare('a, "b"\nc'), tare('=1+1'), { ...tare('plain'), offsets: [1] }]
    const lines = await text({ events }, { what: 'events', format: 'csv' })
    expect(lines).toContain(`${at},tare,,,,,,,,,,"a, ""b""\nc",,,\n`)
    expect(lines).toContain(`,'=1+1,,,\n`)
    expect(lines).toContain(`,plain,"{""offsets"":[1]}",,\n`)
    const json = (await text({ events }, { what: 'events', format: 'jsonl' })).trim().split('\n')
    expect(json.map((line): unknown => JSON.parse(line))).toEqual(events.map(({ v: _, ...rest }) => rest))
  })

  it('of an event from a newer version keeps what it carries, also in the known columns', async () => {
    const at = '2026-03-02T09:00:00.000Z'
    const events = [parsed({ v: 1, at, kind: 'posture', side: ['left'], limits: ['bout'] })]
    const [, line] = (await text({ events }, { what: 'events', format: 'csv' })).split('\n')
    expect(line).toBe(`${at},posture,"[""left""]",,,,,,,,,,"{""limits"":[""bout""]}",,`)
  })

  it.each([
    ['=1+1', "'=1+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    [';=1+1', `";'=1+1"`],
    ['a;=1+1', `"a;'=1+1"`],
    ['a; =1+1', `"a;' =1+1"`],
    ['a\t=1+1', `"a\t'=1+1"`],
    ['\t=1+1', `"'\t'=1+1"`],
    ['a|=1+1', "a|'=1+1"],
    ['a\n+1', `"a\n'+1"`],
    [' =1+1', "' =1+1"],
    ['"=1+1', `"'""=1+1"`],
    ['\uFF1D1+1', "'\uFF1D1+1"],
    ['\uFF0B1', "'\uFF0B1"],
    ['\uFF0D1', "'\uFF0D1"],
    ['\uFF20x', "'\uFF20x"],
    ['better than -2, a=b', '"better than -2, a=b"'],
    ['3 - 2 = 1', '3 - 2 = 1'],
  ])('%j cannot run in a spreadsheet, whatever separator it takes', (given, cell) => {
    expect(csvLine([given, -3])).toBe(`${cell},-3\n`)
  })
})

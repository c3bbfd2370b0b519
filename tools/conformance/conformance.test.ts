/** A correct board passes; each faulty one fails at its clause and no other. */
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { crcHex, encodeLine } from '../../firmware-protocol/index.ts'
import { memorySource } from '../../gateway/link/sources/memory-source.ts'
import { SourceUnavailable } from '../../gateway/link/sources/source.ts'
import { type Clause, clauses } from './clauses.ts'
import { conformanceText } from './report.ts'
import { type ConformanceReport, checkCount, runConformance } from './run.ts'
import {
  boardSpeed,
  bodyOf,
  brokenLine,
  command,
  type Fault,
  isFrame,
  isHello,
  lowerSum,
  reworded,
  testBoard,
  withFields,
} from './testing.ts'

const pace = { helloWaitMs: 300, askEveryMs: 100, answerMs: 2000, betweenBrokenMs: 270, windowS: 2 }

/** Late by more than this computer may be. */
const lateMs = 4000

async function tested(fault: Fault = {}): Promise<ConformanceReport> {
  const board = await testBoard(fault)
  const answerMs = fault.delayMs === undefined ? pace.answerMs : lateMs + pace.answerMs
  try {
    return await runConformance({
      source: board.source,
      signal: AbortSignal.timeout(60_000),
      pace: { ...pace, answerMs },
    })
  } finally {
    board.stop()
  }
}

const failures = ({ results }: ConformanceReport) =>
  results.flatMap(({ clause, outcome }) =>
    outcome.status === 'fail' ? [`${clause}: ${outcome.reason}`] : [],
  )

const failedClauses = (report: ConformanceReport): string[] => [
  ...new Set(report.results.flatMap(({ clause, outcome }) => (outcome.status === 'fail' ? [clause] : []))),
]

const longAgo = (state: { notes: Record<string, number> }, key: string) => (state.notes[key] ?? 0) > 0

const broken: readonly (readonly [what: string, clause: Clause, fault: Fault])[] = [
  [
    'garbage between its lines',
    '1.1',
    { says: (line) => (isFrame(line) ? `${line}\n#debug 17\n` : `${line}\n`) },
  ],
  [
    'no CR LF taken',
    '1.1',
    { hears: (line) => (line.endsWith('\r') && line !== '\r' ? `${line.slice(0, 4)}` : line) },
  ],
  [
    'an answer of no form',
    '1.2',
    { says: (line) => (line.startsWith('$A,BUZZ,300') ? `${line}\n${encodeLine('A')}` : `${line}\n`) },
  ],
  [
    'deaf after an over-long line',
    '1.3',
    {
      takes: (bytes, state) => {
        if (bytes.length > 512 && !bytes.slice(0, 512).includes('\n')) state.notes.deaf = 1
        return !longAgo(state, 'deaf')
      },
    },
  ],
  ['the end of an over-long line is carried out', '1.3', { hears: (line) => line.slice(-100) }],
  [
    'a line counts from its first $',
    '1.4',
    {
      hears: (line) =>
        line.lastIndexOf('$') > 0 && line.length < 100 && !line.startsWith('xxx') ? '' : line,
    },
  ],
  ['checksums in lower case', '1.5', { says: (line) => lowerSum(line) }],
  [
    'a checksum of another kind',
    '1.5',
    { says: (line) => `$${bodyOf(line)}*${crcHex(`${bodyOf(line)}!`)}\n` },
  ],
  [
    'a checksum of another kind, by chance right in one line',
    '1.5',
    {
      says: (line, state) => {
        const right = isFrame(line) && !longAgo(state, 'right')
        if (right) state.notes.right = 1
        return right ? `${line}\n` : `$${bodyOf(line)}*${crcHex(`${bodyOf(line)}!`)}\n`
      },
    },
  ],
  [
    'no leading zeros',
    '1.6',
    { hears: (line) => (/RATE,00/.test(line) ? encodeLine('RATE,0').trimEnd() : line) },
  ],
  [
    'boot does not change',
    '2.2',
    {
      says: (line) =>
        isHello(line) ? reworded(line, (body) => body.replace(/boot=\d+/, 'boot=7')) : `${line}\n`,
    },
  ],
  [
    'one count too few',
    '2.3',
    { says: (line) => (isFrame(line) ? withFields(line, (all) => all.slice(0, -1)) : `${line}\n`) },
  ],
  [
    'one count too many',
    '2.3',
    { says: (line) => (isFrame(line) ? withFields(line, (all) => [...all, '0']) : `${line}\n`) },
  ],
  [
    'frames without ms',
    '2.3',
    {
      says: (line) =>
        isFrame(line) ? withFields(line, ([seq = '', , ...counts]) => [seq, ...counts]) : `${line}\n`,
    },
  ],
  [
    'counts above its bits',
    '2.4',
    {
      says: (line) =>
        isFrame(line) ? withFields(line, (all) => [...all.slice(0, -1), '1024']) : `${line}\n`,
    },
  ],
  [
    'seq begins anew at a command',
    '2.5',
    {
      hears: (line, state) => {
        if (command(line)?.type === 'rate') state.notes.restart = 1
        return line
      },
      says: (line, state) => {
        if (!isFrame(line)) return `${line}\n`
        const seq = Number(line.split(',')[1])
        if (longAgo(state, 'restart')) {
          state.notes.from = seq
          state.notes.restart = 0
        }
        return withFields(line, ([, ...rest]) => [String(seq - (state.notes.from ?? 0)), ...rest])
      },
    },
  ],
  [
    'seq stands still',
    '2.5',
    { says: (line) => (isFrame(line) ? withFields(line, ([, ...rest]) => ['5', ...rest]) : `${line}\n`) },
  ],
  ['an answer that comes late', '2.7', { delayMs: (line) => (line.startsWith('$A,BUZZ') ? lateMs : 0) }],
  [
    'every answer twice',
    '2.7',
    { says: (line) => (line.startsWith('$A,PING') ? `${line}\n${line}\n` : `${line}\n`) },
  ],
  ['no E on a bad checksum', '2.8', { hears: (line) => (brokenLine(line) ? '' : line) }],
  [
    'bad checksums are taken',
    '2.8',
    {
      hears: (line) =>
        brokenLine(line) && /^\$[A-Z]+[?,]?[^*$]*\*[0-9A-F]{4}$/.test(line)
          ? encodeLine(bodyOf(line)).trimEnd()
          : line,
    },
  ],
  [
    'unknown commands answered by A',
    '2.9',
    { says: (line) => (line.startsWith('$E,unknown') ? encodeLine('A,DANCE') : `${line}\n`) },
  ],
  [
    'values out of range taken',
    '2.10',
    { says: (line) => (line.startsWith('$E,range,RATE') ? encodeLine('A,RATE,0') : `${line}\n`) },
  ],
  [
    'an E,crc for every broken byte',
    '2.12',
    { says: (line) => (line.startsWith('$E,crc') ? `${line}\n`.repeat(8) : `${line}\n`) },
  ],
  [
    'tokens cut after 8 characters',
    '3.2',
    {
      says: (line) =>
        line.startsWith('$A,PING')
          ? reworded(line, (body) =>
              body
                .split(',')
                .map((part, at) => (at === 2 ? part.slice(0, 8) : part))
                .join(','),
            )
          : `${line}\n`,
    },
  ],
  [
    'RATE answered and ignored',
    '3.3',
    {
      hears: (line, state) => {
        const read = command(line)
        if (read?.type !== 'rate' || read.hz > 50) return line
        state.notes.hz = read.hz
        return encodeLine('BUZZ,7').trimEnd()
      },
      says: (line, state) =>
        line.startsWith('$A,BUZZ,7*') ? encodeLine(`A,RATE,${state.notes.hz}`) : `${line}\n`,
    },
  ],
  ['BUZZ not answered', '3.4', { hears: (line) => (command(line)?.type === 'buzz' ? '' : line) }],
  [
    'ID answered and not kept',
    '3.5',
    {
      says: (line) =>
        isHello(line) ? reworded(line, (body) => body.replace(/id=[^,]*/, 'id=always')) : `${line}\n`,
    },
  ],
  [
    'lines of 40 bytes at most',
    '3.6',
    {
      hears: (line) =>
        line.length > 46 && line.length < 100 && command(line) !== null ? `${line.slice(0, 40)}` : line,
    },
  ],
  [
    'a PING clock of its own',
    '5.1',
    {
      says: (line) =>
        line.startsWith('$A,PING')
          ? reworded(line, (body) => body.replace(/\d+$/, (ms) => String(Number(ms) + 3_600_000)))
          : `${line}\n`,
    },
  ],
  [
    'stamps that wander',
    '6.4',
    {
      says: (line) =>
        isFrame(line)
          ? withFields(line, ([seq = '', ms, ...counts]) => [
              seq,
              String(Number(ms) + (Number(seq) % 3 === 0 ? 10 : 0)),
              ...counts,
            ])
          : `${line}\n`,
    },
  ],
  [
    'a hello with the rate of the start',
    '2.14',
    {
      says: (line) =>
        isHello(line) ? reworded(line, (body) => body.replace(/rate=\d+/, 'rate=10')) : `${line}\n`,
    },
  ],
  ['CAL? not answered', '3.7', { hears: (line) => (command(line)?.type === 'constants' ? '' : line) }],
  [
    'no 10 Hz',
    '6.2',
    { hears: (line) => (encodeLine('RATE,10').trimEnd() === line ? encodeLine('RATE,0').trimEnd() : line) },
  ],
  [
    'the flood stops it for good',
    '7.1',
    {
      takes: (bytes, state) => {
        if (bytes.split('\n').length > 50 && bytes.startsWith('$PING')) state.notes.hung = 1
        return !longAgo(state, 'hung')
      },
      says: (line, state) => (longAgo(state, 'hung') ? '' : `${line}\n`),
    },
  ],
  [
    'the flood stops its frames for a while',
    '7.1',
    {
      takes: (bytes, state) => {
        if (bytes.split('\n').length > 50 && bytes.startsWith('$PING'))
          state.notes.until = performance.now() + 1300
        return true
      },
      says: (line, state) =>
        isFrame(line) && performance.now() < (state.notes.until ?? 0) ? '' : `${line}\n`,
    },
  ],
  [
    'noise kills it until a reset',
    '7.2',
    {
      takes: (bytes, state) => {
        if (/[\x80-\xff]/.test(bytes)) state.notes.dead = 1
        return !longAgo(state, 'dead')
      },
    },
  ],
]

/** Many boards at once, because nearly all of the time is waiting; but few enough not to delay each other. */
const atOnce = 13
const right: Fault = {}
const modest: Fault = {
  hears: (line) => {
    const read = command(line)
    if (read?.type === 'buzz') return encodeLine('MOTOR').trimEnd()
    return read?.type === 'rate' && read.hz !== 10 ? encodeLine('RATE,0').trimEnd() : line
  },
  says: (line) => (line.startsWith('$E,unknown,MOTOR') ? encodeLine('E,unknown,BUZZ') : `${line}\n`),
}
const speechless: Fault = { says: (line) => (isHello(line) ? '' : `${line}\n`) }
/** Like a board with native USB: opening does not reset it, frames continue, and the hello must be requested. */
const unreset: Fault = {
  hears: (line, state) => {
    if (command(line)?.type === 'hello') state.notes.asked = 1
    return line
  },
  says: (line, state) => (isHello(line) && !longAgo(state, 'asked') ? '' : `${line}\n`),
}
/** Native USB: opening does not reset it, it runs on, and it greets whoever opens its port. */
function greeter(): Fault {
  const openedMs = performance.now()
  const aheadMs = () => Math.round((performance.now() - openedMs) * boardSpeed)
  /** What the board of this opening is behind the one that runs on. */
  const behindMs = (state: { notes: Record<string, number> }) => (state.notes.behind ??= aheadMs())
  return {
    says: (line, state) => {
      const behind = behindMs(state)
      const later = (ms: string | undefined) => String(Number(ms) + behind)
      if (isHello(line))
        return reworded(line, (body) =>
          body.replace(/boot=\d+/, 'boot=7').replace(/ms=(\d+)/, (_, ms: string) => `ms=${later(ms)}`),
        )
      if (isFrame(line)) return withFields(line, ([seq = '', ms, ...counts]) => [seq, later(ms), ...counts])
      return line.startsWith('$A,PING') ? reworded(line, (body) => body.replace(/\d+$/, later)) : `${line}\n`
    },
  }
}
const greets = greeter()
const crLf: Fault = { says: (line) => `${line}\r\n` }
const reports = new Map<Fault, ConformanceReport>()
beforeAll(async () => {
  const faults = [right, modest, speechless, unreset, greets, crLf, ...broken.map(([, , fault]) => fault)]
  for (let first = 0; first < faults.length; first += atOnce)
    await Promise.all(
      faults.slice(first, first + atOnce).map(async (fault) => reports.set(fault, await tested(fault))),
    )
}, 180_000)

function reportOf(fault: Fault): ConformanceReport {
  const report = reports.get(fault)
  if (report === undefined) throw new Error('not run')
  return report
}

describe('conformance run', () => {
  it('the virtual board passes every clause, nothing is skipped', async () => {
    const report = reportOf(right)
    expect(failures(report)).toEqual([])
    expect(report.results.filter(({ outcome }) => outcome.status === 'skipped')).toEqual([])
    expect(report).toMatchObject({ ok: true, board: { dev: 'sim8', channels: 8, bits: 10 } })
    expect(report.results).toHaveLength(checkCount())
    expect(conformanceText(report)).toMatch(/conforms to protocol version 1\. Nothing to do\./)
  })

  it.each(broken)('%s: fails at %s alone', async (_what, clause, fault) => {
    const report = reportOf(fault)
    expect(failedClauses(report), failures(report).join('\n')).toEqual([clause])
    expect(report.ok).toBe(false)
    expect(conformanceText(report)).toContain(`run the test again: ${clause} (${clauses[clause]})`)
  })

  it('a board without motor and at 10 Hz only passes, and what was not tried is said', async () => {
    const report = reportOf(modest)
    expect(failures(report)).toEqual([])
    const skipped = report.results.filter(({ outcome }) => outcome.status === 'skipped')
    expect(skipped.map(({ title }) => title)).toEqual([
      'RATE,1: frames at 1 Hz',
      'RATE,50: frames at 50 Hz',
      'BUZZ',
    ])
  })

  it('a board that runs on when its port is opened is measured as well', async () => {
    const report = reportOf(unreset)
    expect(failures(report)).toEqual([])
    const rates = report.results.filter(({ title }) => title.includes('frames at'))
    expect(rates.map(({ outcome }) => outcome.status)).toEqual(['pass', 'pass', 'pass', 'pass'])
  })

  it('a board that greets at opening and runs on fails nothing; what needs a reset is skipped with what to do', () => {
    const report = reportOf(greets)
    expect(failures(report)).toEqual([])
    const reopened = report.results.find(({ title }) => title.startsWith('closed and opened again'))
    expect(reopened?.outcome).toMatchObject({ status: 'pass', note: 'by itself, without a reset' })
    const skipped = report.results.filter(({ outcome }) => outcome.status === 'skipped')
    expect(skipped.map(({ clause }) => clause)).toEqual(['2.2', '4.2', '3.3', '3.5'])
  })

  it('CR LF is a note', () => {
    const report = reportOf(crLf)
    expect(failures(report)).toEqual([])
    expect(conformanceText(report)).toMatch(/lines end with CR LF, which hosts accept/)
  })

  it('no message counts more lines than came, or a fall of ms as weeks', () => {
    for (const report of reports.values())
      for (const text of failures(report)) {
        expect(text).not.toMatch(/42949\d{5} ms/)
        const [, bad = '0', of = '0'] = /(\d+) of (\d+) /.exec(text) ?? []
        expect(Number(bad), text).toBeLessThanOrEqual(Number(of))
      }
  })

  it('a board that says no hello fails at 4.1, and the rest is skipped with the reason', async () => {
    const report = reportOf(speechless)
    expect(failedClauses(report)).toEqual(['4.1'])
    expect(report.results.filter(({ outcome }) => outcome.status === 'skipped').length).toBeGreaterThan(20)
  })

  it('a port that cannot be opened is no report', async () => {
    const source = memorySource('none', () => {
      throw new SourceUnavailable('There is no such port.')
    })
    await expect(runConformance({ source, signal: AbortSignal.timeout(5000) })).rejects.toThrow(
      SourceUnavailable,
    )
  })

  it('ends early on request, and reports what was not tried', async () => {
    const board = await testBoard()
    const ending = new AbortController()
    const report = await runConformance({
      source: board.source,
      signal: ending.signal,
      pace,
      progress: (_title, { index }) => index === 4 && ending.abort(),
    })
    board.stop()
    const early = report.results.filter(
      ({ outcome }) => outcome.status === 'skipped' && outcome.reason === 'the run was ended early',
    )
    expect(early.length).toBeGreaterThan(15)
  })
})

it('every cited clause is in the specification, and every clause tested here is one', () => {
  const spec = readFileSync(new URL('../../firmware-protocol/README.md', import.meta.url), 'utf8')
  for (const clause of Object.keys(clauses))
    expect(spec).toMatch(new RegExp(`\\*\\*${clause.replace('.', '\\.')}[ *]`))
})

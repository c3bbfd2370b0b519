/** What only a long run shows: each fault is told at its clause and no other. */
import { beforeAll, describe, expect, it } from 'vitest'
import { encodeLine } from '../../firmware-protocol/index.ts'
import { BoardUnderTest, usualPace } from './board-under-test.ts'
import type { Result } from './check.ts'
import { soakChecks } from './checks/soak.ts'
import { wholeRunChecks } from './checks/whole-run.ts'
import type { Clause } from './clauses.ts'
import { command, type Fault, isFrame, isHello, reworded, testBoard, withFields } from './testing.ts'

/** Board minutes and how fast they pass. */
const minutes = 2
const speed = 30

const msOf = (line: string) => Number(line.split(',')[2])
const shifted = (line: string, by: (ms: number) => number) =>
  withFields(line, ([seq = '', ms = '', ...counts]) => [seq, String(by(Number(ms))), ...counts])
const allClocks = (by: (ms: number) => number): Fault => ({
  says: (line) => {
    if (isFrame(line)) return shifted(line, by)
    return line.startsWith('$A,PING')
      ? reworded(line, (body) => body.replace(/\d+$/, (ms) => String(by(Number(ms)))))
      : `${line}\n`
  },
})
const buzzed = (line: string, state: { notes: Record<string, number> }) => {
  const read = command(line)
  if (read?.type === 'buzz' && read.ms > 0) state.notes.buzz = read.ms
  return line
}

const runaway = allClocks((ms) => Math.round(ms * 1.2))
const faults: readonly (readonly [what: string, clause: Clause, fault: Fault])[] = [
  ['ms back by 50 ms once a minute', '6.4', allClocks((ms) => ms - 50 * Math.floor((ms + 30_000) / 60_000))],
  ['a clock that runs away', '5.2', runaway],
  ['the hello sent twice', '4.2', { says: (line) => (isHello(line) ? `${line}\n${line}\n` : `${line}\n`) }],
  [
    'no scan while the motor runs',
    '7.1',
    {
      hears: buzzed,
      says: (line, state) => {
        if (!isFrame(line)) return `${line}\n`
        const blocked = state.notes.buzz ?? 0
        if (blocked > 0) {
          state.notes.buzz = 0
          state.notes.until = msOf(line) + blocked
        }
        return msOf(line) < (state.notes.until ?? 0) ? '' : `${line}\n`
      },
    },
  ],
]

async function soaked(fault: Fault): Promise<Result[]> {
  const made = await testBoard(fault, speed)
  const board = new BoardUnderTest(made.source, {
    ...usualPace,
    helloWaitMs: 300,
    reopenAfterMs: 0,
    answerMs: 8000,
  })
  // Its allowance for delays of this process would hide the drift on a busy machine.
  if (fault !== runaway) board.stalls.start()
  try {
    board.first = await board.open(AbortSignal.timeout(10_000))
    const results: Result[] = []
    for (const { clause, title, run } of [...soakChecks(minutes), ...wholeRunChecks])
      results.push({ clause, title, outcome: await run(board) })
    return results
  } finally {
    board.stalls.stop()
    await board.close()
    made.stop()
  }
}

const runs = new Map<Fault, Result[]>()
const right: Fault = {}
const late: Fault = { delayMs: (line) => (line.startsWith('$A,BUZZ') ? 3000 : 0) }
const motorless: Fault = {
  hears: (line) => (command(line)?.type === 'buzz' ? encodeLine('MOTOR').trimEnd() : line),
  says: (line) => (line.startsWith('$E,unknown,MOTOR') ? encodeLine('E,unknown,BUZZ') : `${line}\n`),
}
beforeAll(async () => {
  const all = [right, late, motorless, ...faults.map(([, , fault]) => fault)]
  await Promise.all(all.map(async (fault) => runs.set(fault, await soaked(fault))))
}, 60_000)

const failed = (fault: Fault) =>
  (runs.get(fault) ?? []).flatMap(({ clause, outcome }) =>
    outcome.status === 'fail' ? [`${clause} ${outcome.reason}`] : [],
  )

describe('the long run', () => {
  it('a right board passes', () => {
    expect(failed(right)).toEqual([])
    const notes = runs.get(right)?.map(({ outcome }) => (outcome.status === 'pass' ? outcome.note : '')) ?? []
    expect(notes.join('; ')).toMatch(/\d{3,} frames/)
  })

  it.each(faults)('%s: told at %s alone', (_what, clause, fault) => {
    const told = failed(fault)
    expect(told, told.join('\n')).toHaveLength(1)
    expect(told[0]).toMatch(new RegExp(`^${clause} `))
  })

  it('a motor that is answered late is told with the delay', () => {
    expect(failed(late)).toEqual([expect.stringMatching(/^2\.7 .*BUZZ was answered after [1-9]\.\d s/)])
  })

  it('without a motor that part is skipped', () => {
    expect(failed(motorless)).toEqual([])
    const skipped = runs.get(motorless)?.filter(({ outcome }) => outcome.status === 'skipped')
    expect(skipped?.map(({ clause }) => clause)).toEqual(['7.1'])
  })
})

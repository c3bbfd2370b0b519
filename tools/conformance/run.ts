/**
 * The conformance run: opens the board, tests clause by clause, restores rate and name.
 *
 *   opening -> frames and rates -> commands -> refusals -> odd lines -> noise and flood -> clock -> reset -> every line
 *
 * A board that falls silent fails that check; reopening the port resets it for the next one.
 */
import { type Source, SourceUnavailable } from '../../gateway/link/sources/source.ts'
import { BoardUnderTest, type Pace, usualPace } from './board-under-test.ts'
import { type Check, type Result, skip } from './check.ts'
import { commandChecks } from './checks/commands.ts'
import { frameChecks } from './checks/frames.ts'
import { noiseChecks } from './checks/noise.ts'
import { openingChecks } from './checks/opening.ts'
import { refusalChecks, toleranceChecks } from './checks/refusals.ts'
import { clockCheck, restartChecks } from './checks/restart.ts'
import { soakChecks } from './checks/soak.ts'
import { wholeRunChecks } from './checks/whole-run.ts'

export interface ConformanceOptions {
  readonly source: Source
  /** Ends the run early; remaining checks are skipped. */
  readonly signal: AbortSignal
  readonly pace?: Partial<Pace>
  /** Minutes of the board's time for the long run; without it there is none. */
  readonly soakMinutes?: number
  /** Called before each check. */
  readonly progress?: (title: string, at: { index: number; of: number }) => void
}

export interface ConformanceReport {
  readonly port: string
  readonly board: {
    readonly firmware: string | null
    readonly dev: string | null
    readonly id: string | null
    readonly channels: number
    readonly bits: number
  } | null
  readonly results: readonly Result[]
  /** No clause failed, and the board sent a hello. */
  readonly ok: boolean
}

const whileOpen: readonly Check[] = [
  ...openingChecks,
  ...frameChecks,
  ...commandChecks,
  ...refusalChecks,
  ...toleranceChecks,
  ...noiseChecks,
  clockCheck,
  ...restartChecks,
]
const checksOf = (soakMinutes: number | undefined): readonly Check[] => [
  ...whileOpen,
  ...(soakMinutes === undefined ? [] : soakChecks(soakMinutes)),
  ...wholeRunChecks,
]
export const checkCount = (soakMinutes?: number): number => checksOf(soakMinutes).length

/** @throws SourceUnavailable when the port cannot be opened */
export async function runConformance(options: ConformanceOptions): Promise<ConformanceReport> {
  const { source, signal, progress } = options
  const board = new BoardUnderTest(source, { ...usualPace, ...options.pace })
  board.stalls.start()
  try {
    board.first = await board.open(signal)
    board.hzNow = board.ownHz
    const results: Result[] = []
    let dead: string | null = board.first === null ? 'no hello came: see 4.1' : null
    const checks = checksOf(options.soakMinutes)
    for (const [index, check] of checks.entries()) {
      progress?.(check.title, { index, of: checks.length })
      const reason = signal.aborted ? 'the run was ended early' : dead
      const judged = wholeRunChecks.includes(check) || index === 0
      const outcome = reason !== null && !judged ? skip(reason) : await check.run(board)
      results.push({ clause: check.clause, title: check.title, outcome })
      if (dead === null && !(await usable(board, signal)))
        dead = `the board has not answered since "${check.title}"`
    }
    if (dead === null && board.hzNow !== board.ownHz && board.ownHz !== null)
      await board.ask(`RATE,${board.ownHz}`)
    return reportOf(board, results)
  } finally {
    await board.close()
    board.stalls.stop()
  }
}

/** After a doubtful check: does it answer, or does reopening the port revive it? */
async function usable(board: BoardUnderTest, signal: AbortSignal): Promise<boolean> {
  if (board.isOpen && !board.doubtful) return true
  board.doubtful = false
  if (board.isOpen && (await board.alive(1))) return true
  if (signal.aborted) return true
  try {
    const opening = await board.open(signal)
    board.hzNow = opening?.hello.rateHz ?? board.ownHz
    // Its clock restarted.
    board.clockStart = opening === null ? null : await board.readClock()
    board.doubtful = false
    return opening !== null
  } catch (error) {
    if (error instanceof SourceUnavailable) return false
    throw error
  }
}

function reportOf(board: BoardUnderTest, results: readonly Result[]): ConformanceReport {
  const hello = board.first?.hello ?? null
  return {
    port: board.source.name,
    board:
      hello === null
        ? null
        : {
            firmware: hello.firmware,
            dev: hello.dev,
            id: hello.id,
            channels: hello.channels,
            bits: hello.bits,
          },
    results: results.map(({ clause, title, outcome }) => ({
      clause: outcome.status === 'fail' ? (outcome.clause ?? clause) : clause,
      title,
      outcome,
    })),
    ok: hello !== null && results.every(({ outcome }) => outcome.status !== 'fail'),
  }
}

/**
 * The conformance run: opens the board, tries clause after clause, puts rate and name back.
 *
 *   opening -> frames and rates -> commands -> refusals -> odd lines -> noise and flood -> clock -> reset -> every line
 *
 * A board that falls silent fails where it did; it is reset by opening the port anew and the next clause is tried.
 */
import { type Source, SourceUnavailable } from '../../gateway/link/sources/source.ts'
import { Bench, type Pace, usualPace } from './bench.ts'
import { type Check, type Result, skip } from './check.ts'
import { commandChecks } from './checks/commands.ts'
import { frameChecks } from './checks/frames.ts'
import { noiseChecks } from './checks/noise.ts'
import { openingChecks } from './checks/opening.ts'
import { refusalChecks, toleranceChecks } from './checks/refusals.ts'
import { clockCheck, restartChecks } from './checks/restart.ts'
import { wholeRunChecks } from './checks/whole-run.ts'

export interface ConformanceOptions {
  readonly source: Source
  /** Ends the run early; what was not tried is said to be skipped. */
  readonly signal: AbortSignal
  readonly pace?: Partial<Pace>
  /** Before each check. */
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
  /** No clause failed, and the board said hello. */
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
/** How many checks there are. */
export const checkCount = whileOpen.length + wholeRunChecks.length

/** @throws SourceUnavailable when the port cannot be opened at all */
export async function runConformance(options: ConformanceOptions): Promise<ConformanceReport> {
  const { source, signal, progress } = options
  const bench = new Bench(source, { ...usualPace, ...options.pace })
  bench.stalls.start()
  try {
    bench.first = await bench.open(signal)
    bench.hzNow = bench.ownHz
    const results: Result[] = []
    let dead: string | null = bench.first === null ? 'no hello came: see 4.1' : null
    for (const [index, check] of [...whileOpen, ...wholeRunChecks].entries()) {
      progress?.(check.title, { index, of: checkCount })
      const reason = signal.aborted ? 'the run was ended early' : dead
      const judged = wholeRunChecks.includes(check) || index === 0
      const outcome = reason !== null && !judged ? skip(reason) : await check.run(bench)
      results.push({ clause: check.clause, title: check.title, outcome })
      if (dead === null && !(await usable(bench, signal)))
        dead = `the board has not answered any more since "${check.title}"`
    }
    if (dead === null && bench.hzNow !== bench.ownHz && bench.ownHz !== null)
      await bench.ask(`RATE,${bench.ownHz}`)
    return reportOf(bench, results)
  } finally {
    await bench.close()
    bench.stalls.stop()
  }
}

/** After a doubtful check: does it answer, or can opening the port anew bring it back? */
async function usable(bench: Bench, signal: AbortSignal): Promise<boolean> {
  if (bench.isOpen && !bench.doubtful) return true
  bench.doubtful = false
  if (bench.isOpen && (await bench.alive(1))) return true
  if (signal.aborted) return true
  try {
    const opening = await bench.open(signal)
    bench.hzNow = opening?.hello.rateHz ?? bench.ownHz
    // Another run of its clock.
    bench.clockStart = opening === null ? null : await bench.readClock()
    bench.doubtful = false
    return opening !== null
  } catch (error) {
    if (error instanceof SourceUnavailable) return false
    throw error
  }
}

function reportOf(bench: Bench, results: readonly Result[]): ConformanceReport {
  const hello = bench.first?.hello ?? null
  return {
    port: bench.source.name,
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

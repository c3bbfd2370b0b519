/** The frame rate: the board's own, and after RATE. */
import { mostJitterMs } from '../../../firmware-protocol/index.ts'
import type { BoardUnderTest, TimedFrame } from '../board-under-test.ts'
import { type Check, fail, type Outcome, pass, skip } from '../check.ts'
import { wrappedMs } from '../watch.ts'

const tolerance = 0.05
const shortestSpanMs = 1000

export const frameChecks: readonly Check[] = [
  { clause: '6.1', title: "frames at the board's own rate", run: ownRate },
  ...[1, 50, 10].map(
    (hz): Check => ({
      clause: '3.3',
      title: `RATE,${hz}: frames at ${hz} Hz`,
      run: (board) => changedRate(board, hz),
    }),
  ),
]

async function ownRate(board: BoardUnderTest): Promise<Outcome> {
  if (board.ownHz === null) return skip('the hello has no rate')
  return measured(board, { hz: board.ownHz, beforeHz: null })
}

async function changedRate(board: BoardUnderTest, hz: number): Promise<Outcome> {
  const beforeHz = board.measuredHz ?? board.hzNow
  board.watch.shortestPeriodMs = 1000 / Math.max(hz, beforeHz ?? hz)
  const answer = await board.ask(`RATE,${hz}`)
  if (answer.kind === 'none') return fail('no answer within 3 s')
  if (answer.kind === 'refused') {
    if (hz === 10) return fail(`refused (${answer.code}), and Sitbone needs 10 Hz`, '6.2')
    return answer.code === 'range'
      ? skip('this board refuses that rate, as it may')
      : fail(`refused with ${answer.code}; an unsupported rate must be refused with range`)
  }
  board.hzNow = hz
  if (answer.args.length !== 1 || Number(answer.args[0]) !== hz)
    return fail(`the answer is A,RATE,${answer.args.join(',')}; expected A,RATE,${hz}`)
  const outcome = await measured(board, { hz, beforeHz })
  if (outcome.status !== 'pass') return outcome
  const told = (await board.askHello())?.rateHz ?? null
  return told === null || told === hz
    ? outcome
    : fail(`after RATE,${hz} the hello says ${told} Hz; it must say the present rate`, '2.14')
}

const figuresOf = (hz: number): string => `${hz.toFixed(2)} Hz by its stamps`

interface OffRate {
  readonly told: number
  readonly hz: number
  readonly beforeHz: number | null
  /** Rate by sequence numbers, and by frames received. */
  readonly steps: number
  readonly gaps: number
}

/** The clause that a wrong rate breaks. */
function offRate({ told, hz, beforeHz, steps, gaps }: OffRate): Outcome {
  // Skipped numbers: the scans happened, but the lines were not sent.
  if (steps > gaps && near((told * steps) / gaps, hz))
    return fail(`${steps - gaps} of ${steps} frames were not sent, though nothing else was`, '7.1')
  return beforeHz !== null && near(told, beforeHz)
    ? fail(`RATE was answered, but frames still come at ${figuresOf(told)}`, '3.3')
    : fail(`asked for ${hz} Hz, measured ${figuresOf(told)}`, '6.1')
}

/** Measures from the second frame: the first may have been due before the rate changed. */
export async function measured(
  board: BoardUnderTest,
  { hz, beforeHz }: { hz: number; beforeHz: number | null },
): Promise<Outcome> {
  const noneFits = board.watch.frames > 3 && board.watch.goodFrames === 0
  if (noneFits) return skip('no frame has the right form: see 2.3')
  const wanted = Math.max(4, Math.round(hz * board.pace.windowS))
  const patienceMs = board.realMs((wanted + 2) / hz) * 1.5 + 1000
  const stalledBefore = board.stalls.totalMs
  const malformedBefore = board.watch.frames - board.watch.goodFrames
  const frames = (await board.frames(wanted + 2, patienceMs)).slice(1)
  const stalledMs = board.stalls.totalMs - stalledBefore
  const [from] = frames
  const to = frames.at(-1)
  if (board.watch.frames - board.watch.goodFrames > malformedBefore && frames.length < 3)
    return skip('no frame has the right form: see 2.3')
  if (from === undefined || to === undefined || frames.length < 3)
    return fail(
      `only ${frames.length} frames came in ${(patienceMs / 1000).toFixed(1)} s${stood(stalledMs)}`,
      '6.1',
    )
  const steps = (to.frame.seq - from.frame.seq) >>> 0
  const toldMs = wrappedMs(from.frame.ms, to.frame.ms)
  if (toldMs <= 0) return skip('ms fell: see 2.6')
  const told = ((frames.length - 1) * 1000) / toldMs
  board.measuredHz = told
  const figures = figuresOf(told)
  if (!near(told, hz)) return offRate({ told, hz, beforeHz, steps, gaps: frames.length - 1 })
  const uneven = unevenness(frames, hz)
  if (uneven !== null) return fail(uneven, '6.4')
  const spanMs = to.atMs - from.atMs
  // Too short to measure; the clock has its own check.
  if (spanMs < shortestSpanMs) return pass(figures)
  const arrived = ((frames.length - 1) * 1000) / (spanMs * board.speed)
  // Bytes arrive in chunks (USB: 16 ms), and this computer may be late itself.
  const allowance = tolerance + (50 + stalledMs) / spanMs
  return Math.abs(arrived / hz - 1) <= allowance
    ? pass(figures)
    : fail(`${figures}, but ${arrived.toFixed(2)} Hz by this computer's clock`, '5.2')
}

/** In such a time a simulated board stands still too. */
const stood = (stalledMs: number): string =>
  stalledMs < 100 ? '' : `, of which this computer was held up ${(stalledMs / 1000).toFixed(1)} s`

const near = (hz: number, wanted: number): boolean => Math.abs(hz / wanted - 1) <= tolerance

function unevenness(frames: readonly TimedFrame[], hz: number): string | null {
  const periodMs = 1000 / hz
  for (const [index, { frame }] of frames.entries()) {
    const before = frames[index - 1]?.frame
    if (before === undefined) continue
    const passedMs = wrappedMs(before.ms, frame.ms)
    const expectedMs = periodMs * Math.max(1, (frame.seq - before.seq) >>> 0)
    const mostMs = mostJitterMs(hz)
    // A fall has a check of its own.
    if (passedMs >= 0 && Math.abs(passedMs - expectedMs) > mostMs)
      return `uneven: ${passedMs} ms from seq ${before.seq} to ${frame.seq}, expected ${expectedMs.toFixed(0)} ms, off by ${mostMs} ms at most`
  }
  return null
}

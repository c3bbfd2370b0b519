/** How often frames come: at the board's own rate, and after RATE. */
import type { Bench, TimedFrame } from '../bench.ts'
import { type Check, fail, type Outcome, pass, skip } from '../check.ts'

const tolerance = 0.05
const shortestSpanMs = 1000

export const frameChecks: readonly Check[] = [
  { clause: '6.1', title: "frames at the board's own rate", run: ownRate },
  ...[1, 50, 10].map(
    (hz): Check => ({
      clause: '3.3',
      title: `RATE,${hz}: frames at ${hz} Hz`,
      run: (bench) => changedRate(bench, hz),
    }),
  ),
]

async function ownRate(bench: Bench): Promise<Outcome> {
  if (bench.ownHz === null) return skip('the hello tells no rate')
  return measured(bench, { hz: bench.ownHz, beforeHz: null })
}

async function changedRate(bench: Bench, hz: number): Promise<Outcome> {
  const beforeHz = bench.measuredHz ?? bench.hzNow
  bench.watch.shortestPeriodMs = 1000 / Math.max(hz, beforeHz ?? hz)
  const answer = await bench.ask(`RATE,${hz}`)
  if (answer.kind === 'none') return fail('no answer within 3 s')
  if (answer.kind === 'refused') {
    if (hz === 10) return fail(`refused (${answer.code}), and Sitbone needs 10 Hz`, '6.2')
    return answer.code === 'range'
      ? skip('this board does not take that rate, and says so')
      : fail(`refused with ${answer.code}; a rate that a board does not take is range`)
  }
  bench.hzNow = hz
  if (answer.args.length !== 1 || Number(answer.args[0]) !== hz)
    return fail(`the answer is A,RATE,${answer.args.join(',')}; expected A,RATE,${hz}`)
  return measured(bench, { hz, beforeHz })
}

const figuresOf = (hz: number): string => `${hz.toFixed(2)} Hz by its stamps`

interface OffRate {
  readonly told: number
  readonly hz: number
  readonly beforeHz: number | null
  /** By the numbers of the frames, and by the frames that came. */
  readonly steps: number
  readonly gaps: number
}

/** Which clause a rate breaks that is not the one asked for. */
function offRate({ told, hz, beforeHz, steps, gaps }: OffRate): Outcome {
  // Numbers that were left out: the scans came, the lines did not.
  if (steps > gaps && near((told * steps) / gaps, hz))
    return fail(`${steps - gaps} of ${steps} frames were not sent, though nothing else was`, '7.1')
  return beforeHz !== null && near(told, beforeHz)
    ? fail(`RATE was answered, but frames still come at ${figuresOf(told)}`, '3.3')
    : fail(`asked for ${hz} Hz, measured ${figuresOf(told)}`, '6.1')
}

/** Measures from the second frame on: the first may have been due before the rate changed. */
export async function measured(
  bench: Bench,
  { hz, beforeHz }: { hz: number; beforeHz: number | null },
): Promise<Outcome> {
  const noneFits = bench.watch.frames > 3 && bench.watch.goodFrames === 0
  if (noneFits) return skip('no frame has the right form: see 2.3')
  const wanted = Math.max(4, Math.round(hz * bench.pace.windowS))
  const patienceMs = bench.realMs((wanted + 2) / hz) * 1.5 + 1000
  const stalledBefore = bench.stalls.totalMs
  const malformedBefore = bench.watch.frames - bench.watch.goodFrames
  const frames = (await bench.frames(wanted + 2, patienceMs)).slice(1)
  const stalledMs = bench.stalls.totalMs - stalledBefore
  const [from] = frames
  const to = frames.at(-1)
  if (bench.watch.frames - bench.watch.goodFrames > malformedBefore && frames.length < 3)
    return skip('no frame has the right form: see 2.3')
  if (from === undefined || to === undefined || frames.length < 3)
    return fail(`only ${frames.length} frames came in ${(patienceMs / 1000).toFixed(1)} s`, '6.1')
  const steps = (to.frame.seq - from.frame.seq) >>> 0
  const told = ((frames.length - 1) * 1000) / ((to.frame.ms - from.frame.ms) >>> 0)
  bench.measuredHz = told
  const figures = figuresOf(told)
  if (!near(told, hz)) return offRate({ told, hz, beforeHz, steps, gaps: frames.length - 1 })
  const uneven = unevenness(frames, hz)
  if (uneven !== null) return fail(uneven, '6.1')
  const spanMs = to.atMs - from.atMs
  // Too short to tell: the clock has a check of its own.
  if (spanMs < shortestSpanMs) return pass(figures)
  const arrived = ((frames.length - 1) * 1000) / (spanMs * bench.speed)
  // Bytes come in pieces (USB: 16 ms), and this computer may be late itself.
  const allowance = tolerance + (50 + stalledMs) / spanMs
  return Math.abs(arrived / hz - 1) <= allowance
    ? pass(figures)
    : fail(`${figures}, but ${arrived.toFixed(2)} Hz by this computer's clock`, '5.2')
}

const near = (hz: number, wanted: number): boolean => Math.abs(hz / wanted - 1) <= tolerance

function unevenness(frames: readonly TimedFrame[], hz: number): string | null {
  const periodMs = 1000 / hz
  for (const [index, { frame }] of frames.entries()) {
    const before = frames[index - 1]?.frame
    if (before === undefined) continue
    const passedMs = (frame.ms - before.ms) >>> 0
    const expectedMs = periodMs * Math.max(1, (frame.seq - before.seq) >>> 0)
    if (Math.abs(passedMs - expectedMs) > periodMs * 0.25 + 2)
      return `uneven: ${passedMs} ms from seq ${before.seq} to ${frame.seq}, expected ${expectedMs.toFixed(0)} ms`
  }
  return null
}

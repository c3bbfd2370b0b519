/** Reopens the port, which resets most boards. Comes last, because it also restores name and rate. */
import type { BoardUnderTest, ClockReading } from '../board-under-test.ts'
import { type Check, fail, type Outcome, pass, skip } from '../check.ts'
import { wrappedMs } from '../watch.ts'
import { setId } from './commands.ts'
import { measured } from './frames.ts'

export const clockCheck: Check = {
  clause: '5.2',
  title: 'the clock is at most 1 % off',
  run: async (board) => {
    const from = board.clockStart
    const to = from === null ? null : await board.readClock()
    if (from === null || to === null) return skip('PING gives no time: see 3.2')
    return clockOff(board, { from, to })
  },
}

export function clockOff(
  board: BoardUnderTest,
  { from, to }: { readonly from: ClockReading; readonly to: ClockReading },
): Outcome {
  const hostMs = to.hostMs - from.hostMs
  const off = (wrappedMs(from.boardMs, to.boardMs) / board.speed - hostMs) / hostMs
  // A simulated board stalls together with this process.
  const heldMs = board.isSimulated ? to.stalledMs - from.stalledMs : 0
  const unsure = (to.halfMs + from.halfMs + 2 + heldMs) / hostMs
  const told = `${(off * 100).toFixed(2)} % over ${(hostMs / 1000).toFixed(0)} s, known to ${(unsure * 100).toFixed(2)} %`
  return Math.abs(off) <= 0.01 + unsure ? pass(told) : fail(told)
}

const noReset =
  'opening does not reset this board: press its reset button with a serial monitor open and look'

/** Its clock went on over the gap: a board with native USB may greet at opening without a reset. */
function ranOn(before: ClockReading | null, after: ClockReading | null, speed: number): boolean {
  if (before === null || after === null) return false
  const expectedMs = (after.hostMs - before.hostMs) * speed
  const passedMs = wrappedMs(before.boardMs, after.boardMs)
  const allowedMs = 500 * speed + 0.02 * expectedMs
  return passedMs > 0 && Math.abs(passedMs - expectedMs) < allowedMs
}

export const restartChecks: readonly Check[] = [
  { clause: '2.1', title: 'closed and opened again: a new hello', run: reopen },
  { clause: '2.2', title: 'boot counts the start', run: boot },
  { clause: '4.2', title: 'seq and ms start again', run: begin },
  { clause: '3.3', title: "a reset restores the board's own rate", run: rate },
  { clause: '3.5', title: 'ID is kept over a reset', run: id },
]

async function reopen(board: BoardUnderTest): Promise<Outcome> {
  if (board.hzNow !== null) {
    const other = board.ownHz === 20 ? 25 : 20
    if ((await board.ask(`RATE,${other}`)).kind === 'done') board.hzNow = other
  }
  const clock = await board.readClock()
  board.beforeRestart = { hello: board.hello, clock }
  await board.lines(300)
  board.second = await board.open(AbortSignal.timeout(20_000))
  if (board.second === null) return fail('no hello after the port was closed and opened again')
  board.hzNow = board.second.hello.rateHz
  board.restarted = board.second.unasked && !ranOn(clock, await board.readClock(), board.speed)
  if (board.restarted) return pass('by itself')
  return pass(board.second.unasked ? 'by itself, without a reset' : 'when asked')
}

async function boot({ second, beforeRestart, first, restarted }: BoardUnderTest): Promise<Outcome> {
  if (second === null || beforeRestart === null) return skip('no hello came')
  if (!restarted) return skip(noReset)
  const was = beforeRestart.hello?.boot ?? first?.hello.boot ?? null
  const now = second.hello.boot
  if (now === null || was === null) return skip('the hello has no boot')
  return now !== was
    ? pass(`${was}, then ${now}`)
    : fail(`boot was ${was} before the reset and is ${now} after it`)
}

async function begin(board: BoardUnderTest): Promise<Outcome> {
  const { second } = board
  if (second === null) return skip('no hello came')
  if (!board.restarted) return skip(noReset)
  const [frame] = await board.frames(1, board.realMs(2) + 1000)
  if (frame === undefined) return board.watch.goodFrames === 0 ? skip('see 2.3') : fail('no frame came')
  const { seq, ms } = frame.frame
  const latestMs = second.hello.ms + board.speed * 4000
  if (seq > board.speed * 200) return fail(`the first frame after the hello has seq ${seq}`)
  return ms >= second.hello.ms && ms <= latestMs
    ? pass()
    : fail(`the hello said ms ${second.hello.ms}, the first frame ${ms}`)
}

async function rate(board: BoardUnderTest): Promise<Outcome> {
  const { second, ownHz } = board
  if (second === null) return skip('no hello came')
  if (!board.restarted) return skip(noReset)
  if (ownHz === null) return skip('the hello has no rate')
  if (second.hello.rateHz !== ownHz)
    return fail(`the hello said ${ownHz} Hz at first and ${second.hello.rateHz} Hz after RATE and a reset`)
  const outcome = await measured(board, { hz: ownHz, beforeHz: null })
  return outcome.status === 'fail' ? fail(outcome.reason, '3.3') : outcome
}

async function id(board: BoardUnderTest): Promise<Outcome> {
  const { second, idSet, first } = board
  if (second === null) return skip('no hello came')
  if (idSet === null) return skip('ID was not accepted: see above')
  const before = first?.hello.id ?? null
  const kept = second.hello.id
  const problem = before === null ? null : await setId(board, before)
  if (kept !== idSet) return fail(`its name was ${idSet} before the reset and is ${kept ?? 'none'} after it`)
  if (problem !== null) return fail(`the old name could not be restored: ${problem}`)
  const note =
    before === null ? `it had no name before; it is called ${idSet} now` : 'the old name is restored'
  return board.restarted ? pass(note) : skip(`${noReset}; ${note}`)
}

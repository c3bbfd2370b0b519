/** The long run: what happens once a minute, or only adds up over many. Commands are sent now and then, every frame is judged. */
import { mostJitterMs } from '../../../firmware-protocol/index.ts'
import type { BoardUnderTest, ClockReading, TimedFrame } from '../board-under-test.ts'
import { type Check, fail, type Outcome, pass, skip } from '../check.ts'
import { wrappedMs } from '../watch.ts'
import { clockOff } from './restart.ts'

/** Longer than any board may take to answer: one that waits for its motor is late. */
const longBuzzMs = 1500
const shortBuzzMs = 400
const examplesKept = 3

/** What the long run found; judged by the checks below. */
interface Record {
  readonly minutes: number
  readonly jitter: string[]
  readonly blocked: string[]
  readonly hellos: string[]
  frames: number
  lost: number
  from: ClockReading | null
  to: ClockReading | null
  hasMotor: boolean
}

/** `minutes`: of the board's time. */
export function soakChecks(minutes: number): readonly Check[] {
  let record: Record | null = null
  const judged = (judge: (found: Record) => Outcome) => async (): Promise<Outcome> =>
    record === null || record.frames === 0 ? skip('the long run gave no frames') : judge(record)
  return [
    {
      clause: '6.4',
      title: `${minutes} min: every frame evenly after the one before`,
      run: async (board) => {
        record = await soak(board, minutes)
        return judged(({ jitter, frames, lost }) =>
          jitter.length > 0
            ? fail(listed(jitter))
            : pass(`${frames} frames${lost > 0 ? `, ${lost} more were lost` : ''}`),
        )()
      },
    },
    {
      clause: '7.1',
      title: `${minutes} min: scans go on while the motor runs`,
      run: judged(({ blocked, hasMotor }) => {
        if (!hasMotor) return skip('this board reports that it has no vibration motor')
        return blocked.length > 0 ? fail(listed(blocked)) : pass()
      }),
    },
    {
      clause: '4.2',
      title: `${minutes} min: one hello for each question, and no restart`,
      run: judged(({ hellos }) => (hellos.length > 0 ? fail(listed(hellos)) : pass())),
    },
    {
      clause: '5.2',
      title: `${minutes} min: drift of the clock`,
      run: async (board) =>
        judged(({ from, to }) =>
          from === null || to === null ? skip('PING gives no time: see 3.2') : clockOff(board, { from, to }),
        )(),
    },
  ]
}

const listed = (faults: readonly string[]): string =>
  `${faults.length === 1 ? 'once' : `${faults.length} times`}: ${faults.slice(0, examplesKept).join('; ')}`

async function soak(board: BoardUnderTest, minutes: number): Promise<Record> {
  const record: Record = {
    ...{ minutes, jitter: [], blocked: [], hellos: [], frames: 0, lost: 0, hasMotor: true },
    ...{ from: await board.readClock(), to: null },
  }
  const judge = new FrameJudge(board, record)
  const stop = board.listen((heard) => judge.heard(heard.atMs, board.goodFrame(heard)))
  board.forgetHellos()
  try {
    for (let minute = 0; minute < minutes && board.isOpen; minute++) {
      await board.lines(board.realMs(20))
      await board.askHello()
      await board.lines(board.realMs(10))
      judge.buzzing = true
      const answer = await board.ask(`BUZZ,${minute % 2 === 0 ? shortBuzzMs : longBuzzMs}`)
      if (answer.kind === 'refused') record.hasMotor = false
      await board.lines(board.realMs(longBuzzMs / 1000) + 500)
      judge.buzzing = false
      await board.lines(board.realMs(28))
    }
    record.to = await board.readClock()
  } finally {
    stop()
  }
  record.hellos.push(...board.unaskedHellos)
  return record
}

/** Each frame against the one before. */
class FrameJudge {
  /** The motor runs, or may still. */
  buzzing = false
  readonly #board: BoardUnderTest
  readonly #record: Record
  #last: TimedFrame | null = null

  constructor(board: BoardUnderTest, record: Record) {
    this.#board = board
    this.#record = record
  }

  heard(atMs: number, frame: TimedFrame['frame'] | null): void {
    if (frame === null) return
    const last = this.#last
    this.#last = { frame, atMs }
    this.#record.frames++
    const hz = this.#board.hzNow ?? this.#board.ownHz
    if (last === null || hz === null) return
    const steps = (frame.seq - last.frame.seq) >>> 0
    // Sequence faults and restarts have checks of their own.
    if (steps === 0 || steps > 1000) return
    this.#record.lost += steps - 1
    const passedMs = wrappedMs(last.frame.ms, frame.ms)
    const expectedMs = (steps * 1000) / hz
    if (Math.abs(passedMs - expectedMs) <= mostJitterMs(hz) && steps === 1) return
    const late = passedMs > expectedMs || steps > 1
    const blocked = this.buzzing && late && this.#record.hasMotor
    if (steps > 1 && !blocked) return
    const told = blocked ? this.#record.blocked : this.#record.jitter
    const between = `${passedMs} ms from seq ${last.frame.seq} to ${frame.seq}, expected ${expectedMs.toFixed(0)} ms`
    if (told.length < 1000) told.push(between)
  }
}

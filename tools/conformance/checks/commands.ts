/** PING, BUZZ, ID in the normal case. */
import type { BoardUnderTest } from '../board-under-test.ts'
import { type Check, fail, type Outcome, pass, skip } from '../check.ts'
import { wrappedMs } from '../watch.ts'

export const commandChecks: readonly Check[] = [
  { clause: '3.2', title: 'PING returns token and time', run: ping },
  { clause: '5.1', title: 'PING and frames share one clock', run: oneClock },
  { clause: '3.4', title: 'BUZZ', run: buzz },
  { clause: '3.5', title: 'ID is accepted and shown in the hello', run: id },
  { clause: '3.7', title: 'CAL? gives constants, or is refused', run: constants },
]

/** 32 characters, covering the allowed range. */
const longToken = 'a B=c;:!"#%&/()?[]{}|~^_`<>.-+09'

async function ping(board: BoardUnderTest): Promise<Outcome> {
  for (const token of ['7', longToken, '0']) {
    const answer = await board.ask(`PING,${token}`)
    if (answer.kind === 'none') return fail(`PING,${token}: no answer within 3 s`)
    if (answer.kind === 'refused') return fail(`PING,${token}: refused with ${answer.code}`)
    const [echo, ms, ...rest] = answer.args
    if (echo !== token) return fail(`the token "${token}" came back as "${echo ?? ''}"`)
    if (rest.length > 0 || !/^\d{1,10}$/.test(ms ?? '') || Number(ms) > 0xffff_ffff)
      return fail(`the answer is A,PING,${answer.args.join(',')}; expected A,PING,<token>,<ms>`)
  }
  board.clockStart = await board.readClock()
  return pass()
}

async function oneClock(board: BoardUnderTest): Promise<Outcome> {
  if (board.clockStart === null) return skip('PING gives no time: see 3.2')
  const hz = board.hzNow ?? board.ownHz ?? 10
  const [before] = await board.frames(1, board.realMs(3 / hz) + 1000)
  if (before === undefined) return skip('no frame of the right form came')
  const answer = await board.ask(`PING,${board.token()}`)
  // Two frames: the first may have been measured before the answer.
  const after = (await board.frames(2, board.realMs(4 / hz) + 1000))[1]
  if (answer.kind !== 'done' || after === undefined) return skip('no answer or no frame came')
  const ms = Number(answer.args[1])
  const sinceMs = (ms - before.frame.ms) >>> 0
  const untilMs = (after.frame.ms - ms) >>> 0
  const longMs = (4 * 1000) / hz + 2000 * board.speed
  return sinceMs <= longMs && untilMs <= longMs
    ? pass()
    : fail(`a frame at ms ${before.frame.ms}, then PING at ${ms}, then a frame at ${after.frame.ms}`)
}

async function buzz(board: BoardUnderTest): Promise<Outcome> {
  const answer = await board.ask('BUZZ,300')
  if (answer.kind === 'none')
    return fail('no answer within 3 s; a board without a motor answers E,unknown,BUZZ')
  if (answer.kind === 'refused')
    return answer.code === 'unknown'
      ? skip('this board reports that it has no vibration motor')
      : fail(`refused with ${answer.code}; without a motor it is unknown`)
  if (Number(answer.args[0]) !== 300) return fail(`the answer is A,BUZZ,${answer.args.join(',')}`)
  const hz = board.hzNow ?? board.ownHz ?? 10
  const seen = await board.frames(3, board.realMs(6 / hz) + 1000)
  const stop = await board.ask('BUZZ,0')
  if (stop.kind !== 'done') return fail('BUZZ,0, which stops the motor, was not answered by A,BUZZ,0')
  const [first, , third] = seen
  if (first !== undefined && third !== undefined) {
    const passedMs = wrappedMs(first.frame.ms, third.frame.ms)
    if (passedMs > (2 * 1000 * 2) / hz + 20)
      return fail(`no frame for ${passedMs} ms while the motor ran`, '7.1')
  } else if (board.watch.goodFrames > 0) return fail('no frames while the motor ran', '7.1')
  return pass('answered; check by hand that the motor moves')
}

async function id(board: BoardUnderTest): Promise<Outcome> {
  const before = board.first?.hello.id ?? null
  const name = before === 'desk-1' ? 'desk-2' : 'desk-1'
  const problem = await setId(board, name)
  if (problem !== null) return fail(problem)
  board.idSet = name
  const hello = await board.askHello()
  if (hello === null) return fail('no hello afterwards')
  return hello.id === name
    ? pass()
    : fail(`A,ID,${name} was answered, but the hello says ${hello.id ?? 'no id'}`)
}

async function constants(board: BoardUnderTest): Promise<Outcome> {
  const answer = await board.ask('CAL?,0')
  if (answer.kind === 'none')
    return fail('no answer within 3 s; a board that keeps none answers E,unknown,CAL?')
  if (answer.kind === 'done') return pass('this board keeps constants of cell 0')
  if (answer.code === 'unknown') return pass('unknown, as it may be: this board keeps none')
  return answer.code === 'empty' ? pass('nothing is kept of cell 0') : fail(`refused with ${answer.code}`)
}

/** Writing to EEPROM takes time, so `busy` is retried. Returns the fault as a sentence, or null. */
export async function setId(board: BoardUnderTest, name: string): Promise<string | null> {
  for (let tries = 0; tries < 8; tries++) {
    const answer = await board.ask(`ID,${name}`)
    if (answer.kind === 'none') return `ID,${name}: no answer within 3 s`
    if (answer.kind === 'done')
      return answer.args.join(',') === name
        ? null
        : `ID,${name} was answered by A,ID,${answer.args.join(',')}`
    if (answer.code !== 'busy') return `ID,${name} was refused with ${answer.code}`
    await board.lines(300)
  }
  return `ID,${name} was refused as busy for more than 2 s`
}

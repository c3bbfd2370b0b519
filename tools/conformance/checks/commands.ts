/** PING, BUZZ, ID: what the board does when all is well. */
import type { Bench } from '../bench.ts'
import { type Check, fail, type Outcome, pass, skip } from '../check.ts'

export const commandChecks: readonly Check[] = [
  { clause: '3.2', title: 'PING brings back token and time', run: ping },
  { clause: '5.1', title: 'PING and frames tell one clock', run: oneClock },
  { clause: '3.4', title: 'BUZZ', run: buzz },
  { clause: '3.5', title: 'ID is taken and told', run: id },
]

/** 32 characters, as different as a token may be. */
const longToken = 'a B=c;:!"#%&/()?[]{}|~^_`<>.-+09'

async function ping(bench: Bench): Promise<Outcome> {
  for (const token of ['7', longToken, '0']) {
    const answer = await bench.ask(`PING,${token}`)
    if (answer.kind === 'none') return fail(`PING,${token}: no answer within 3 s`)
    if (answer.kind === 'refused') return fail(`PING,${token}: refused with ${answer.code}`)
    const [echo, ms, ...rest] = answer.args
    if (echo !== token) return fail(`the token "${token}" came back as "${echo ?? ''}"`)
    if (rest.length > 0 || !/^\d{1,10}$/.test(ms ?? '') || Number(ms) > 0xffff_ffff)
      return fail(`the answer is A,PING,${answer.args.join(',')}; expected A,PING,<token>,<ms>`)
  }
  bench.clockStart = await bench.readClock()
  return pass()
}

async function oneClock(bench: Bench): Promise<Outcome> {
  if (bench.clockStart === null) return skip('PING gives no time: see 3.2')
  const hz = bench.hzNow ?? bench.ownHz ?? 10
  const [before] = await bench.frames(1, bench.realMs(3 / hz) + 1000)
  if (before === undefined) return skip('no frame of the right form came')
  const answer = await bench.ask(`PING,${bench.token()}`)
  // Two more: the first may have been measured before the answer.
  const after = (await bench.frames(2, bench.realMs(4 / hz) + 1000))[1]
  if (answer.kind !== 'done' || after === undefined) return skip('no answer or no frame came')
  const ms = Number(answer.args[1])
  const sinceMs = (ms - before.frame.ms) >>> 0
  const untilMs = (after.frame.ms - ms) >>> 0
  const longMs = (4 * 1000) / hz + 2000 * bench.speed
  return sinceMs <= longMs && untilMs <= longMs
    ? pass()
    : fail(`a frame at ms ${before.frame.ms}, then PING at ${ms}, then a frame at ${after.frame.ms}`)
}

async function buzz(bench: Bench): Promise<Outcome> {
  const answer = await bench.ask('BUZZ,300')
  if (answer.kind === 'none')
    return fail('no answer within 3 s; a board without a motor answers E,unknown,BUZZ')
  if (answer.kind === 'refused')
    return answer.code === 'unknown'
      ? skip('this board has no vibration motor, and says so')
      : fail(`refused with ${answer.code}; without a motor it is unknown`)
  if (Number(answer.args[0]) !== 300) return fail(`the answer is A,BUZZ,${answer.args.join(',')}`)
  const hz = bench.hzNow ?? bench.ownHz ?? 10
  const seen = await bench.frames(3, bench.realMs(6 / hz) + 1000)
  const stop = await bench.ask('BUZZ,0')
  if (stop.kind !== 'done') return fail('BUZZ,0, which stops the motor, was not answered by A,BUZZ,0')
  const [first, , third] = seen
  if (first !== undefined && third !== undefined) {
    const passedMs = (third.frame.ms - first.frame.ms) >>> 0
    if (passedMs > (2 * 1000 * 2) / hz + 20)
      return fail(`no frame for ${passedMs} ms while the motor ran`, '7.1')
  } else if (bench.watch.goodFrames > 0) return fail('no frames while the motor ran', '7.1')
  return pass('the answer; whether the motor moves, only a hand can tell')
}

async function id(bench: Bench): Promise<Outcome> {
  const before = bench.first?.hello.id ?? null
  const name = before === 'desk-1' ? 'desk-2' : 'desk-1'
  const problem = await setId(bench, name)
  if (problem !== null) return fail(problem)
  bench.idSet = name
  const hello = await bench.askHello()
  if (hello === null) return fail('no hello afterwards')
  return hello.id === name
    ? pass()
    : fail(`A,ID,${name} was answered, but the hello says ${hello.id ?? 'no id'}`)
}

/** Writing to EEPROM takes time: `busy` is asked again. The sentence what is wrong, or null. */
export async function setId(bench: Bench, name: string): Promise<string | null> {
  for (let tries = 0; tries < 8; tries++) {
    const answer = await bench.ask(`ID,${name}`)
    if (answer.kind === 'none') return `ID,${name}: no answer within 3 s`
    if (answer.kind === 'done')
      return answer.args.join(',') === name
        ? null
        : `ID,${name} was answered by A,ID,${answer.args.join(',')}`
    if (answer.code !== 'busy') return `ID,${name} was refused with ${answer.code}`
    await bench.lines(300)
  }
  return `ID,${name} was refused as busy for more than 2 s`
}

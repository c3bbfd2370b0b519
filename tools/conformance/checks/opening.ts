/** A board's output on opening, and its hello. */
import type { BoardUnderTest } from '../board-under-test.ts'
import { type Check, fail, type Outcome, pass, skip } from '../check.ts'

export const openingChecks: readonly Check[] = [
  { clause: '4.1', title: 'hello after opening, or when asked', run: opening },
  { clause: '2.2', title: 'contents of the hello', run: fields },
  { clause: '3.1', title: 'HELLO? is answered by the hello', run: again },
]

async function opening(board: BoardUnderTest): Promise<Outcome> {
  const { first, watch } = board
  if (first !== null)
    return first.unasked
      ? pass(`by itself, ${(first.afterMs / 1000).toFixed(1)} s after opening`)
      : pass('when asked: opening does not reset this board')
  if (watch.faults.size > 0 || watch.partial > 1)
    return fail('lines came, but no hello that can be read; see the clauses of the lines below')
  return fail(watch.frames > 0 ? 'frames came, but no hello' : 'no line was received')
}

async function fields({ first }: BoardUnderTest): Promise<Outcome> {
  if (first === null) return skip('no hello came')
  const { proto, channels, bits, rateHz, boot } = first.hello
  if (proto !== 1) return fail(`proto is ${proto}; this test is for version 1`)
  if (channels < 1 || bits < 1) return fail('ch and bits are required')
  const missing = [
    ...(rateHz === null ? ['rate: the host takes long to see silence'] : []),
    ...(boot === null ? ['boot: a restart may be overlooked'] : []),
  ]
  return pass(missing.length === 0 ? undefined : `should be there, too: ${missing.join('; ')}`)
}

async function again(board: BoardUnderTest): Promise<Outcome> {
  const { hello: before } = board
  if (before === null) return skip('no hello came')
  const hello = await board.askHello()
  if (hello === null) return fail('no hello within 3 s')
  for (const key of ['proto', 'channels', 'bits', 'boot', 'id'] as const)
    if (hello[key] !== before[key]) return fail(`${key} was ${before[key]} before and is ${hello[key]} now`)
  return hello.ms >= before.ms
    ? pass()
    : fail(`its ms is ${hello.ms}, that of the hello before ${before.ms}`, '2.6')
}

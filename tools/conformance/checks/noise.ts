/** Overlong lines, noise, and a flood of commands: the board must survive them. */
import { encodeLine } from '../../../firmware-protocol/index.ts'
import type { BoardUnderTest } from '../board-under-test.ts'
import { type Check, fail, type Outcome, pass, skip } from '../check.ts'

export const noiseChecks: readonly Check[] = [
  { clause: '1.3', title: 'an overlong line is dropped whole', run: overlong },
  { clause: '7.2', title: '2000 random bytes do no harm', run: noise },
  { clause: '7.1', title: '100 commands at once do not stop the frames', run: flood },
]

async function overlong(board: BoardUnderTest): Promise<Outcome> {
  return board.unordered(async () => {
    const inside = board.token()
    const heard = board.lines(600)
    board.raw(`${'x'.repeat(700)}${encodeLine(`PING,${inside}`)}`)
    const taken = (await heard).some(
      ({ message }) => message?.type === 'ack' && message.command === 'PING' && message.args[0] === inside,
    )
    if (taken) return fail('the command at the end of a line of 720 bytes was carried out')
    return (await board.alive(2)) ? pass() : silent(board, 'after a line of 720 bytes PING is not answered')
  })
}

/** A few a second, plus those of the partial seconds at both ends. */
const fewBroken = 20

async function noise(board: BoardUnderTest): Promise<Outcome> {
  return board.unordered(async () => {
    const bootBefore = board.hello?.boot ?? null
    const heard = board.lines(1500)
    board.raw(`${noiseBytes(2000)}\n`)
    const refused = (await heard).filter(({ message }) => message?.type === 'refused').length
    if (!(await board.alive())) return silent(board, 'after 2000 random bytes PING is not answered')
    const hello = await board.askHello()
    if (bootBefore !== null && hello !== null && hello.boot !== bootBefore) return fail('the board restarted')
    return refused > fewBroken
      ? fail(`${refused} refusals within 1.5 s; a few a second are enough`, '2.12')
      : pass(`${refused} refusals`)
  })
}

/** The same in every run; no line is too long. */
function noiseBytes(count: number): string {
  let state = 12_345
  let text = ''
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    text += i % 90 === 89 ? '\n' : String.fromCharCode((state >>> 16) & 0xff)
  }
  return text
}

async function flood(board: BoardUnderTest): Promise<Outcome> {
  if (board.hello === null) return skip('no hello')
  const hz = board.hzNow ?? board.ownHz ?? 10
  return board.unordered(async () => {
    const bootBefore = board.hello?.boot ?? null
    const realMs = Math.max(1500, board.realMs(1.5))
    const heard = board.lines(realMs)
    const tokens = Array.from({ length: 100 }, () => board.token())
    board.raw(tokens.map((token) => encodeLine(`PING,${token}`)).join(''))
    const lines = await heard
    const frames = lines.flatMap((line) => board.goodFrame(line) ?? [])
    const alive = await board.alive()
    if (!alive) return silent(board, 'after 100 commands at once PING is not answered')
    const hello = await board.askHello()
    if (bootBefore !== null && hello !== null && hello.boot !== bootBefore) return fail('the board restarted')
    const echoed = lines.flatMap(({ message }) =>
      message?.type === 'ack' && message.command === 'PING' ? [tokens.indexOf(message.args[0] ?? '')] : [],
    )
    if (echoed.some((at, index) => at >= 0 && at <= (echoed[index - 1] ?? -1)))
      return fail('the answers came in another order than the commands', '2.7')
    if (board.watch.goodFrames === 0) return skip('no frame has the right form: see 2.3')
    const wanted = (realMs / 1000) * board.speed * hz
    return frames.length >= wanted / 2
      ? pass(`${echoed.length} of 100 answered, ${frames.length} frames meanwhile`)
      : fail(`only ${frames.length} of some ${Math.round(wanted)} frames came meanwhile`)
  })
}

function silent(board: BoardUnderTest, what: string): Outcome {
  board.doubtful = true
  return fail(what)
}

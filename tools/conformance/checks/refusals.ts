/** Lines that the board must refuse, and with which code. */
import { crcHex, encodeLine } from '../../../firmware-protocol/index.ts'
import type { BoardUnderTest } from '../board-under-test.ts'
import { type Check, fail, type Outcome, pass, skip } from '../check.ts'

export const refusalChecks: readonly Check[] = [
  { clause: '2.8', title: 'broken lines are refused with E,crc', run: broken },
  { clause: '2.9', title: 'an unknown command is refused with E,unknown', run: unknown },
  { clause: '2.10', title: 'values out of range are refused with E,range', run: range },
]

async function broken(board: BoardUnderTest): Promise<Outcome> {
  const body = 'PING,x1'
  const sum = crcHex(body)
  const wrong = crcHex(`${body}x`)
  const lines: readonly (readonly [what: string, line: string])[] = [
    ['a wrong checksum', `$${body}*${wrong === sum ? '0000' : wrong}\n`],
    ['a checksum without its body', `$PING,x2*${sum}\n`],
    ['a line without a checksum', `$${body}\n`],
    ['a checksum of three digits', `$${body}*${sum.slice(0, 3)}\n`],
    ['a checksum in lower case', `$HELLO?*${crcHex('HELLO?').toLowerCase()}\n`],
  ]
  for (const [what, line] of lines) {
    // An accepted HELLO? is answered by a hello instead.
    const answer = await board.expect('PING', line)
    if (answer.kind === 'none') return fail(`${what} was not refused within 3 s`)
    if (answer.kind === 'done') return fail(`${what} was accepted as a command`)
    if (answer.code !== 'crc') return fail(`${what} was refused with ${answer.code}`)
    if (answer.command !== null)
      return fail(`E,crc names a command (${answer.command}), which it cannot know`)
    await board.lines(board.pace.betweenBrokenMs)
  }
  return pass()
}

async function unknown(board: BoardUnderTest): Promise<Outcome> {
  for (const name of ['DANCE', 'PINGX']) {
    const answer = await board.ask(`${name},1`)
    if (answer.kind !== 'refused')
      return fail(answer.kind === 'none' ? `${name}: no answer within 3 s` : `${name} was taken`)
    if (answer.code !== 'unknown') return fail(`${name} was refused with ${answer.code}`)
  }
  return pass()
}

async function range(board: BoardUnderTest): Promise<Outcome> {
  const bodies = [
    'RATE,0',
    'RATE,1001',
    'RATE',
    'RATE,x',
    'RATE,-1',
    'RATE,4294967306',
    'BUZZ,60001',
    'PING',
    `PING,${'x'.repeat(33)}`,
    'ID,',
    `ID,${'x'.repeat(33)}`,
  ]
  for (const body of bodies) {
    const answer = await board.ask(body)
    if (answer.kind === 'none') return fail(`${body}: no answer within 3 s`)
    if (answer.kind === 'done') return fail(`${body} was taken`)
    const noMotor = body.startsWith('BUZZ') && answer.code === 'unknown'
    if (answer.code !== 'range' && !noMotor) return fail(`${body} was refused with ${answer.code}`)
  }
  return pass()
}

/** Unusual lines that must be accepted. */
export const toleranceChecks: readonly Check[] = [
  { clause: '1.1', title: 'CR LF and empty lines are accepted', run: (board) => lineEnds(board) },
  { clause: '1.4', title: 'a line counts from its last $', run: (board) => lastDollar(board) },
  { clause: '1.6', title: 'leading zeros', run: (board) => zeros(board) },
  { clause: '3.6', title: 'a line of 48 bytes', run: (board) => longest(board) },
]

async function answered(
  board: BoardUnderTest,
  before: string,
  made = (line: string) => line,
): Promise<string | null> {
  const body = `PING,${board.token()}`
  const answer = await board.ask(body, before + made(encodeLine(body)))
  if (answer.kind === 'none') return 'no answer within 3 s'
  return answer.kind === 'done' ? null : `refused with ${answer.code}`
}

async function lineEnds(board: BoardUnderTest): Promise<Outcome> {
  const crLf = await answered(board, '', (line) => line.replace('\n', '\r\n'))
  if (crLf !== null) return fail(`PING with CR LF: ${crLf}`)
  const empty = await answered(board, '\n\n\r\n')
  return empty === null ? pass() : fail(`PING after empty lines: ${empty}`)
}

async function lastDollar(board: BoardUnderTest): Promise<Outcome> {
  for (const before of ['$', 'xx', 'ab$cd$', '$PING,ha']) {
    const problem = await answered(board, before)
    if (problem !== null) return fail(`PING behind "${before}": ${problem}`)
  }
  // The same, with a pause in the middle of the line.
  board.raw('$PING,hal')
  await board.lines(150)
  const problem = await answered(board, '')
  return problem === null ? pass() : fail(`PING after half a line: ${problem}`)
}

async function zeros(board: BoardUnderTest): Promise<Outcome> {
  const hz = board.hzNow ?? board.ownHz ?? 10
  const answer = await board.ask(`RATE,${String(hz).padStart(10, '0')}`)
  if (answer.kind === 'none') return fail('RATE with ten digits: no answer within 3 s')
  if (answer.kind === 'refused')
    return board.hzNow === null ? skip('RATE is not accepted: see 3.3') : fail(`refused with ${answer.code}`)
  return Number(answer.args[0]) === hz ? pass() : fail(`answered A,RATE,${answer.args.join(',')}`)
}

async function longest(board: BoardUnderTest): Promise<Outcome> {
  const token = board.token().padEnd(32, '.')
  const line = encodeLine(`PING,${token}`)
  const answer = await board.ask(`PING,${token}`, line.padStart(48, 'x'))
  if (answer.kind === 'none') return fail('a PING in a line of 48 bytes was not answered within 3 s')
  if (answer.kind === 'refused') return fail(`a PING in a line of 48 bytes was refused with ${answer.code}`)
  return pass()
}

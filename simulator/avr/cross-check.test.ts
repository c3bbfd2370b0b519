/**
 * The firmware's machine code and the TypeScript virtual board, under the same person on the same parts: the same
 * conversation, the same frames.
 */
import { describe, expect, test } from 'vitest'
import { type BoardMessage, encodeHostCommand, encodeLine } from '../../firmware-protocol/index.ts'
import { BoardProgram } from '../board/board.ts'
import { loadScenario } from '../body/scenario.ts'
import { createCushionModel } from '../cells/cushion.ts'
import { layout, mondayMs } from '../testing.ts'
import { decodeAll, framesOf, type TestBoard, testBoard } from './testing.ts'

const scenario = await loadScenario('long-sit')

/** The program of the virtual board on its own clock, without streams. */
function virtual(startMs: number) {
  const model = createCushionModel({ scenario, seed: 1, layout, startMs: mondayMs })
  const program = new BoardProgram({
    id: 'desk-1',
    channels: 8,
    bits: 10,
    rateHz: 10,
    speed: 1,
    scan: (atMs) => model.step(atMs).counts,
  })
  let nowMs = startMs
  const run = (ms: number): string => {
    nowMs += ms
    let text = ''
    while (program.nextScanMs <= nowMs) text += program.scan()
    return text
  }
  return {
    reset: () => program.reset(nowMs, 'external'),
    run,
    tell: (line: string) => program.receive(line, nowMs),
  }
}

/** Without expected differences: times, firmware names and simulator marks. */
const comparable = (messages: readonly BoardMessage[]): unknown[] =>
  messages.flatMap((message): unknown[] => {
    if (message.type === 'frame') return []
    if (message.type === 'hello') {
      const { proto, id, channels, bits, rateHz, resetCause, boot } = message
      return [{ type: 'hello', proto, id, channels, bits, rateHz, resetCause, boot }]
    }
    if (message.type === 'ack' && message.command === 'PING') return [{ ...message, args: [message.args[0]] }]
    return [message]
  })

/** Resets it and waits for its first line, so that both boards start counting at the same time. */
function started(avr: TestBoard): string {
  avr.reset()
  let text = ''
  while (text === '') text = avr.runText(1)
  return text
}

test('the same commands get the same answers', async () => {
  const script = [
    encodeHostCommand({ type: 'id', text: 'desk-1' }),
    encodeHostCommand({ type: 'hello' }),
    encodeHostCommand({ type: 'ping', token: '17' }),
    encodeHostCommand({ type: 'rate', hz: 20 }),
    encodeHostCommand({ type: 'hello' }),
    ...['RATE,0', 'RATE,51', 'RATE,x', 'RATE,1,2', 'RATE', 'RATE,4294967296', 'RATE,0050'].map(encodeLine),
    ...['BUZZ,0', 'BUZZ,60000', 'BUZZ,60001', 'BUZZ,', 'BUZZ,0000000001', 'BUZZ,00000000001'].map(encodeLine),
    ...['ID,', 'ID,UPPER', 'ID,a,b', 'PING', 'PING,', 'PING,a,b', `PING,${'z'.repeat(32)}`].map(encodeLine),
    ...['CAL?,0', 'CAL?,8', 'CAL?', 'CAL,8,1,950,0,0,0,1,0', 'CAL,0,1,950,0,0,0,1,0,0', 'CAL,0'].map(
      encodeLine,
    ),
    ...['CAL,0,564000,950,50,100,3,50,20787', 'CAL?,0', 'CAL?,00', 'CAL?,1'].map(encodeLine),
    ...['HELLO?,1', 'HELLO', 'DANCE', 'DANCE,1', 'dance', 'A1?', 'A?1', '?', ''].map(encodeLine),
    'noise\n',
    '$PING,1*0000\n',
    `noise${encodeLine('PING,2')}`,
    `$PI${encodeLine('PING,3')}`,
    encodeLine('PING,4').replace('\n', '\r\n'),
    '\r\n',
    '\n',
    encodeLine('PING,5'),
  ]
  const avr = await testBoard({ scenario })
  const avrHeard = decodeAll(started(avr) + avr.runText(300))
  const board = virtual(mondayMs + 20)
  let virtualText = board.reset() + board.run(300)
  for (const line of script) {
    avrHeard.push(...avr.tell(line).run(130))
    virtualText += board.tell(line) + board.run(130)
  }
  const [, ...avrAnswers] = comparable(avrHeard)
  const [, ...virtualAnswers] = comparable(decodeAll(virtualText))
  expect(avrAnswers).toEqual(virtualAnswers)
  expect(avrAnswers.length).toBe(script.length - 2)
})

describe('the same frames', () => {
  test.each([10, 25])('within one count over 20 s at %d Hz, with the same numbers and times', async (hz) => {
    const avr = await testBoard({ scenario })
    started(avr)
    const board = virtual(avr.board.nowMs)
    const rate = encodeHostCommand({ type: 'rate', hz })
    const avrFrames = framesOf(avr.tell(rate).run(20_000))
    const virtualText = board.reset() + board.tell(rate) + board.run(20_000)
    const virtualFrames = framesOf(decodeAll(virtualText)).slice(0, avrFrames.length)
    expect(avrFrames.length).toBeGreaterThanOrEqual(20 * hz - 1)
    expect(avrFrames.map(({ seq }) => seq)).toEqual(virtualFrames.map(({ seq }) => seq))
    const apart = avrFrames.map((frame, i) => ({
      ms: Math.abs(frame.ms - (virtualFrames[i]?.ms ?? -9)),
      counts: Math.max(
        ...frame.counts.map((count, cell) => Math.abs(count - (virtualFrames[i]?.counts[cell] ?? -9))),
      ),
    }))
    expect(Math.max(...apart.map(({ ms }) => ms))).toBeLessThanOrEqual(2)
    expect(Math.max(...apart.map(({ counts }) => counts))).toBeLessThanOrEqual(1)
    expect(Math.max(...(avrFrames.at(-1)?.counts ?? []))).toBeGreaterThan(300)
  })
})

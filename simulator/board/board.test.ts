import { describe, expect, test } from 'vitest'
import {
  type BoardMessage,
  decodeBoardLine,
  encodeHostCommand,
  encodeLine,
  type HostCommand,
} from '../../firmware-protocol/index.ts'
import { type BoardOptions, BoardProgram } from './board.ts'

const startMs = 1_772_442_000_000

const make = (change: Partial<BoardOptions> = {}) =>
  new BoardProgram({
    id: 'desk-1',
    channels: 3,
    bits: 10,
    rateHz: 10,
    speed: 60,
    scan: () => [1, 2, 1023],
    ...change,
  })

/** Every line must be acceptable to a host. */
function read(text: string): BoardMessage[] {
  expect(text === '' || text.endsWith('\n')).toBe(true)
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const decoded = decodeBoardLine(line)
      if (!decoded.ok) throw new Error(`the board sent a bad line: ${line}`)
      return decoded.message
    })
}

const ask = (board: BoardProgram, command: HostCommand, nowMs = startMs) =>
  read(board.receive(encodeHostCommand(command), nowMs))

test('says hello after every reset, counts its starts and names the cause', () => {
  const board = make()
  expect(read(board.reset(startMs, 'power-on'))).toEqual([
    {
      type: 'hello',
      proto: 1,
      firmware: '0.1.0',
      dev: 'sim3',
      id: 'desk-1',
      channels: 3,
      bits: 10,
      rateHz: 10,
      resetCause: 1,
      boot: 1,
      ms: 0,
      extra: { sim: '1', speed: '60', epoch: String(startMs) },
    },
  ])
  const [again] = read(board.reset(startMs + 5000, 'watchdog'))
  expect(again).toMatchObject({ boot: 2, resetCause: 8, ms: 0, extra: { epoch: String(startMs + 5000) } })
})

test('frames carry sequence, board time and counts; epoch + ms is the simulated time', () => {
  const scanned: number[] = []
  const board = make({
    scan: (atMs) => {
      scanned.push(atMs)
      return [7, 8, 9]
    },
  })
  board.reset(startMs + 0.4, 'external')
  const frames = read(board.scan() + board.scan() + board.scan())
  expect(frames).toEqual([
    { type: 'frame', seq: 0, ms: 100, counts: [7, 8, 9] },
    { type: 'frame', seq: 1, ms: 200, counts: [7, 8, 9] },
    { type: 'frame', seq: 2, ms: 300, counts: [7, 8, 9] },
  ])
  expect(scanned).toEqual([startMs + 100, startMs + 200, startMs + 300])
})

test('sequence and milliseconds wrap at 2^32', () => {
  const board = make({ firstSeq: 2 ** 32 - 2, firstMs: 2 ** 32 - 150 })
  board.reset(startMs, 'external')
  expect(read(board.scan() + board.scan() + board.scan())).toMatchObject([
    { seq: 4294967294, ms: 4294967246 },
    { seq: 4294967295, ms: 50 },
    { seq: 0, ms: 150 },
  ])
  expect(ask(board, { type: 'hello' }, startMs + 400)).toMatchObject([{ type: 'hello', ms: 250 }])
})

describe('commands', () => {
  const started = (change: Partial<BoardOptions> = {}) => {
    const board = make(change)
    board.reset(startMs, 'external')
    return board
  }

  test('HELLO? is answered with the hello, time going on and the cause kept', () => {
    expect(ask(started(), { type: 'hello' }, startMs + 1234)).toMatchObject([
      { type: 'hello', boot: 1, resetCause: 2, ms: 1234, extra: { epoch: String(startMs) } },
    ])
  })

  test('PING gives the token and the milliseconds back', () => {
    expect(ask(started(), { type: 'ping', token: 'a7' }, startMs + 77)).toEqual([
      { type: 'ack', command: 'PING', args: ['a7', '77'] },
    ])
  })

  test('RATE changes the frames’ distance from 1 to 50 Hz and is refused outside; a reset forgets it', () => {
    const board = started()
    expect(ask(board, { type: 'rate', hz: 50 })).toEqual([{ type: 'ack', command: 'RATE', args: ['50'] }])
    expect(read(board.scan() + board.scan())).toMatchObject([{ ms: 20 }, { ms: 40 }])
    expect(ask(board, { type: 'rate', hz: 51 })).toEqual([
      { type: 'refused', code: 'range', command: 'RATE' },
    ])
    expect(read(board.receive(encodeLine('RATE,0'), startMs))).toEqual([
      { type: 'refused', code: 'range', command: 'RATE' },
    ])
    expect(board.rate).toBe(50)
    board.reset(startMs + 1000, 'external')
    expect(board.rate).toBe(10)
  })

  test('BUZZ is recorded, a new one in the place of the last, 0 to stop', () => {
    const board = started()
    for (const ms of [300, 100, 0]) {
      expect(ask(board, { type: 'buzz', ms }, startMs + ms)).toEqual([
        { type: 'ack', command: 'BUZZ', args: [`${ms}`] },
      ])
    }
    expect(board.buzzes).toEqual([
      { atMs: startMs + 300, forMs: 300 },
      { atMs: startMs + 100, forMs: 100 },
      { atMs: startMs, forMs: 0 },
    ])
  })

  test('ID names the board with any text that a line can carry, and is kept over a reset', () => {
    const board = started()
    expect(ask(board, { type: 'id', text: 'kitchen-2' })).toEqual([
      { type: 'ack', command: 'ID', args: ['kitchen-2'] },
    ])
    expect(ask(board, { type: 'id', text: 'Kitchen = 2' })).toMatchObject([{ args: ['Kitchen = 2'] }])
    expect(read(board.reset(startMs, 'brown-out'))).toMatchObject([{ id: 'Kitchen = 2', resetCause: 4 }])
  })

  test.each([
    ['a wrong checksum', '$PING,1*0000\n', 'crc'],
    ['noise', '\u00ff\u0000junk\n', 'crc'],
    ['an over-long line', `$PING,${'x'.repeat(600)}*0000\n`, 'crc'],
    ['an unknown command', encodeLine('DANCE,1'), 'unknown'],
    ['a missing argument', encodeLine('RATE'), 'range'],
  ])('%s is refused, and the next command still works', (_name, line, code) => {
    const board = started()
    expect(read(board.receive(line, startMs))).toMatchObject([{ type: 'refused', code }])
    expect(board.refused[code]).toBe(1)
    expect(ask(board, { type: 'ping', token: 'x' })).toMatchObject([{ type: 'ack', command: 'PING' }])
  })

  test('at a wrong baud rate it complains a few times a second only, and counts all of it', () => {
    const board = started()
    const noise = '\u00f8\u0080\n'.repeat(500)
    expect(read(board.receive(noise, startMs))).toHaveLength(4)
    expect(board.receive(noise, startMs + 59_000)).toBe('')
    expect(read(board.receive(noise, startMs + 60_000))).toHaveLength(4)
    expect(board.refused.crc).toBe(1500)
  })

  test('commands may come in any pieces; a half one does not survive a reset', () => {
    const board = started()
    const line = encodeHostCommand({ type: 'ping', token: 'ab' })
    const answers = [...line].map((char) => board.receive(char, startMs)).join('')
    expect(read(answers)).toMatchObject([{ args: ['ab', '0'] }])
    board.receive(line.slice(0, 4), startMs)
    board.reset(startMs, 'external')
    expect(ask(board, { type: 'ping', token: 'cd' })).toMatchObject([{ type: 'ack', args: ['cd', '0'] }])
  })
})

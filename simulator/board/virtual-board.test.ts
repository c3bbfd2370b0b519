import type { Duplex } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type BoardMessage, decodeBoardLine, encodeHostCommand } from '../../firmware-protocol/index.ts'
import { loadScenario } from '../body/scenario.ts'
import type { Truth } from '../cells/cushion.ts'
import { layout, mondayMs } from '../testing.ts'
import { VirtualBoard, type VirtualBoardOptions } from './virtual-board.ts'

const scenario = await loadScenario('long-sit')
const boards: VirtualBoard[] = []

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  for (const board of boards.splice(0)) board.stop()
  vi.useRealTimers()
})

function make(change: Partial<VirtualBoardOptions> = {}): VirtualBoard {
  const board = new VirtualBoard({ scenario, seed: 1, layout, startMs: mondayMs, speed: 1, ...change })
  boards.push(board)
  return board
}

/** Collects a stream's output, decoded as by a host. */
function listen(stream: Duplex): { messages: () => BoardMessage[]; text: () => string } {
  let text = ''
  stream.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
  })
  const messages = () =>
    text.split('\n').flatMap((line) => {
      const decoded = decodeBoardLine(line)
      return decoded.ok ? [decoded.message] : []
    })
  return { messages, text: () => text }
}

const framesOf = (messages: readonly BoardMessage[]) =>
  messages.flatMap((message) => (message.type === 'frame' ? [message] : []))

describe('a stream', () => {
  test('starts with a hello and then streams a person sitting down, in real time', async () => {
    const heard = listen(make().open())
    await vi.advanceTimersByTimeAsync(3050)
    const [hello, ...rest] = heard.messages()
    expect(hello).toMatchObject({ type: 'hello', channels: 8, bits: 10, rateHz: 10, resetCause: 2, boot: 1 })
    const frames = framesOf(rest)
    expect(frames.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, i) => i))
    expect(frames.at(-1)?.ms).toBe(3000)
    expect(Math.max(...(frames[0]?.counts ?? []))).toBeLessThan(20)
    expect(Math.min(...(frames.at(-1)?.counts.slice(0, 4) ?? []))).toBeGreaterThan(300)
  })

  test('runs as much faster as asked, many frames to a chunk', async () => {
    const board = make({ speed: 3600 })
    const stream = board.open()
    const heard = listen(stream)
    let chunks = 0
    stream.on('data', () => chunks++)
    await vi.advanceTimersByTimeAsync(1000)
    const frames = framesOf(heard.messages())
    expect(frames.length).toBeGreaterThan(35_000)
    expect(frames.length).toBeLessThanOrEqual(36_000)
    expect(chunks).toBeLessThan(frames.length / 50)
    expect(frames.every(({ seq }, i) => seq === i)).toBe(true)
    expect(board.counters).toEqual({ skippedFrames: 0, held: 0 })
  })

  test('opening again resets the board and ends the stream before', async () => {
    const board = make()
    const first = board.open()
    listen(first)
    await vi.advanceTimersByTimeAsync(1000)
    const heard = listen(board.open())
    await vi.advanceTimersByTimeAsync(250)
    expect(first.destroyed).toBe(true)
    expect(heard.messages()).toMatchObject([
      { type: 'hello', boot: 2, ms: 0, extra: { epoch: String(mondayMs + 1000) } },
      { type: 'frame', seq: 0, ms: 100 },
      { type: 'frame', seq: 1, ms: 200 },
    ])
  })

  test('answers commands, never with a time behind its frames', async () => {
    const board = make({ speed: 60 })
    const stream = board.open()
    const heard = listen(stream)
    for (let i = 0; i < 20; i++) {
      await vi.advanceTimersByTimeAsync(7 + i)
      stream.write(encodeHostCommand({ type: 'ping', token: `${i}` }))
    }
    await vi.advanceTimersByTimeAsync(20)
    const times = heard.messages().map((message) => {
      if (message.type === 'ack') return Number(message.args[1])
      return message.type === 'frame' || message.type === 'hello' ? message.ms : Number.NaN
    })
    expect(heard.messages().filter(({ type }) => type === 'ack')).toHaveLength(20)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
  })

  test('a reset in mid-stream says hello and counts from zero, as after a watchdog', async () => {
    const board = make()
    const heard = listen(board.open())
    await vi.advanceTimersByTimeAsync(500)
    board.reset()
    await vi.advanceTimersByTimeAsync(150)
    expect(heard.messages().slice(-2)).toMatchObject([
      { type: 'hello', boot: 2, resetCause: 8 },
      { type: 'frame', seq: 0, ms: 100 },
    ])
  })

  test('unplugging breaks it off at once; plugged in again it opens', async () => {
    const board = make()
    const stream = board.open()
    listen(stream)
    await vi.advanceTimersByTimeAsync(300)
    board.unplug()
    await vi.advanceTimersByTimeAsync(1)
    expect(stream.destroyed).toBe(true)
    expect(() => board.open()).toThrow(/unplugged/)
    board.plug()
    listen(board.open())
    expect(board.boot).toBe(2)
  })

  test('ends when the host ends its side', async () => {
    const board = make()
    const stream = board.open()
    listen(stream)
    stream.end()
    await vi.advanceTimersByTimeAsync(10)
    expect(stream.destroyed).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('time', () => {
  test('no timer before open, after close and after stop', async () => {
    const board = make()
    expect(vi.getTimerCount()).toBe(0)
    const stream = board.open()
    listen(stream)
    await vi.advanceTimersByTimeAsync(100)
    expect(vi.getTimerCount()).toBe(1)
    stream.destroy()
    expect(vi.getTimerCount()).toBe(0)
    listen(board.open())
    board.stop()
    board.stop()
    expect(vi.getTimerCount()).toBe(0)
    expect(() => board.open()).toThrow(/stopped/)
  })

  test('a sleeping computer loses frames at real speed, and its own time shows how many', async () => {
    const board = make()
    const stream = board.open()
    const heard = listen(stream)
    await vi.advanceTimersByTimeAsync(1000)
    const awake = performance.now.bind(performance)
    vi.spyOn(performance, 'now').mockImplementation(() => awake() + 3_600_000)
    await vi.advanceTimersByTimeAsync(1000)
    const frames = framesOf(heard.messages())
    expect(frames.length).toBeLessThan(30)
    expect(board.counters.skippedFrames).toBeGreaterThan(35_000)
    expect(frames.at(-1)?.ms).toBeGreaterThan(3_600_000)
    expect(frames.at(-1)?.seq).toBe(Math.round((frames.at(-1)?.ms ?? 0) / 100) - 1)
    vi.restoreAllMocks()
  })

  test('a reader that cannot follow slows a fast simulation down, and nothing is lost or kept without bound', async () => {
    const board = make({ speed: 3600 })
    const stream = board.open()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(stream.readableLength).toBeLessThan(256 * 1024)
    const heard = listen(stream)
    await vi.advanceTimersByTimeAsync(100)
    const frames = framesOf(heard.messages())
    expect(frames.every(({ seq, ms }, i) => seq === i && ms === (i + 1) * 100)).toBe(true)
    expect(board.counters.held).toBeGreaterThan(0)
    expect(board.counters.skippedFrames).toBe(0)
  })
})

describe('truth', () => {
  test('comes with every frame, at its time, and is kept within bounds', async () => {
    const board = make({ speed: 3600 })
    const told: Truth[] = []
    const end = board.onTruth((truth) => told.push(truth))
    expect(board.truth()).toMatchObject({ atMs: mondayMs, occupied: false, leftKpa: 0 })
    const heard = listen(board.open())
    await vi.advanceTimersByTimeAsync(1000)
    expect(told).toHaveLength(framesOf(heard.messages()).length)
    expect(told.at(-1)).toBe(board.truth())
    expect(told[0]?.atMs).toBe(mondayMs + 100)
    expect(board.truthLog.length).toBeLessThan(12_001)
    end()
    const before = told.length
    await vi.advanceTimersByTimeAsync(100)
    expect(told).toHaveLength(before)
  })

  test('standing up, sitting down, postures and faults show in the frames', async () => {
    const board = make()
    const heard = listen(board.open())
    const last = () => framesOf(heard.messages()).at(-1)?.counts ?? []
    await vi.advanceTimersByTimeAsync(3000)
    board.stand()
    await vi.advanceTimersByTimeAsync(2000)
    expect(Math.max(...last())).toBeLessThan(12)
    expect(board.truth().occupied).toBe(false)
    board.sit()
    board.setPosture('lean-left')
    board.setFault(7, { kind: 'saturated' })
    await vi.advanceTimersByTimeAsync(3000)
    expect(board.truth()).toMatchObject({ occupied: true, posture: 'lean-left' })
    expect(last()[0]).toBeGreaterThan((last()[3] ?? 0) + 100)
    expect(last()[7]).toBe(1023)
  })
})

test('a speed that no simulator runs at is refused', () => {
  expect(() => make({ speed: 0.5 })).toThrow(RangeError)
  expect(() => make({ speed: 3601 })).toThrow(RangeError)
})

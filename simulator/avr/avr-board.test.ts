import type { Duplex } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { encodeHostCommand } from '../../firmware-protocol/index.ts'
import { loadScenario } from '../body/scenario.ts'
import { layout, mondayMs } from '../testing.ts'
import { AvrBoard, type AvrBoardOptions } from './avr-board.ts'
import { committedFirmware } from './firmware.ts'
import { decodeAll, framesOf } from './testing.ts'

const scenario = await loadScenario('long-sit')
const boards: AvrBoard[] = []

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  for (const board of boards.splice(0)) board.stop()
  vi.useRealTimers()
})

function make(change: Partial<AvrBoardOptions> = {}): AvrBoard {
  const board = new AvrBoard({
    hex: committedFirmware('fsr8'),
    scenario,
    seed: 1,
    layout,
    startMs: mondayMs,
    ...change,
  })
  boards.push(board)
  return board
}

function listen(stream: Duplex) {
  let text = ''
  stream.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
  })
  return {
    text: () => text,
    messages: () => decodeAll(text),
    frames: () => framesOf(decodeAll(text)),
    hellos: () => decodeAll(text).flatMap((message) => (message.type === 'hello' ? [message] : [])),
  }
}
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

describe('as a serial port', () => {
  test('opening resets it; it says what it is, marked as simulated, and streams in real time', async () => {
    const heard = listen(make().open())
    await pass(2050)
    const [hello] = heard.hellos()
    expect(hello).toMatchObject({ resetCause: 2, boot: 1, extra: { sim: '1', speed: '1' } })
    // Its time starts after it has stored the start count.
    const late = Number(hello?.extra.epoch) - mondayMs
    expect(late).toBeGreaterThan(5)
    expect(late).toBeLessThan(60)
    expect(heard.frames().map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, i) => i))
  })

  test('runs as much faster as asked', async () => {
    const heard = listen(make({ speed: 10 }).open())
    await pass(1000)
    expect(heard.frames().length).toBeGreaterThan(97)
    expect(heard.frames().length).toBeLessThanOrEqual(100)
    expect(heard.hellos()).toMatchObject([{ extra: { speed: '10' } }])
  })

  test('opened again it has started once more, with the name it was given, on the simulated time of now', async () => {
    const board = make()
    const stream = board.open()
    const first = listen(stream)
    await pass(300)
    stream.write(encodeHostCommand({ type: 'id', text: 'desk-7' }))
    await pass(700)
    expect(first.messages()).toContainEqual({ type: 'ack', command: 'ID', args: ['desk-7'] })
    const second = listen(board.open())
    await pass(300)
    expect(stream.destroyed).toBe(true)
    const [hello] = second.hellos()
    expect(hello).toMatchObject({ boot: 2, id: 'desk-7' })
    expect(Math.abs(Number(hello?.extra.epoch) - mondayMs - 1020)).toBeLessThan(30)
  })

  test('truth comes with every scan', async () => {
    const board = make()
    expect(board.truth()).toMatchObject({ occupied: false })
    let told = 0
    const end = board.onTruth(() => told++)
    const heard = listen(board.open())
    await pass(3000)
    end()
    expect(Math.abs(told - heard.frames().length)).toBeLessThanOrEqual(1)
    expect(board.truth().occupied).toBe(true)
    expect(board.truth().leftKpa).toBeGreaterThan(5)
  })

  test('no timer before open, after close, after unplugging and after stop', async () => {
    const board = make()
    expect(vi.getTimerCount()).toBe(0)
    const stream = board.open()
    listen(stream)
    await pass(50)
    expect(vi.getTimerCount()).toBe(1)
    stream.destroy()
    await pass(1)
    expect(vi.getTimerCount()).toBe(0)
    const again = board.open()
    listen(again)
    board.unplug()
    await pass(1)
    expect(again.destroyed).toBe(true)
    expect(() => board.open()).toThrow(/unplugged/)
    board.plug()
    listen(board.open())
    board.stop()
    board.stop()
    expect(vi.getTimerCount()).toBe(0)
    expect(() => board.open()).toThrow(/stopped/)
  })

  test('ends when the host ends its side', async () => {
    const stream = make().open()
    listen(stream)
    stream.end()
    await pass(10)
    expect(stream.destroyed).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('a computer that is late every time slows the board down and does not stop it', async () => {
    const heard = listen(make().open())
    let lateMs = 0
    const nowMs = performance.now.bind(performance)
    vi.spyOn(performance, 'now').mockImplementation(() => nowMs() + lateMs)
    for (let wakes = 0; wakes < 30; wakes++) {
      lateMs += 300
      await vi.runOnlyPendingTimersAsync()
    }
    vi.mocked(performance.now).mockRestore()
    expect(heard.hellos()).toHaveLength(1)
    expect(heard.frames().length).toBeGreaterThan(20)
  })

  test('a sleeping computer holds simulated time: the board misses nothing and counts on', async () => {
    const board = make()
    const heard = listen(board.open())
    await pass(1000)
    const awake = performance.now.bind(performance)
    vi.spyOn(performance, 'now').mockImplementation(() => awake() + 3_600_000)
    await pass(1000)
    vi.restoreAllMocks()
    const frames = heard.frames()
    expect(board.held).toBe(1)
    expect(frames.map(({ seq }) => seq)).toEqual(frames.map((_, i) => i))
    expect(frames.length).toBeLessThan(25)
  })

  test('a reader that does not read stops it, without keeping more and more', async () => {
    const board = make({ speed: 20 })
    const stream = board.open()
    await pass(10_000)
    expect(stream.readableLength).toBeLessThan(32 * 1024)
    const heard = listen(stream)
    await pass(1000)
    const frames = heard.frames()
    expect(frames.map(({ seq }) => seq)).toEqual(frames.map((_, i) => i))
  })

  test('a speed that it does not run at is refused', () => {
    expect(() => make({ speed: 0.5 })).toThrow(RangeError)
    expect(() => make({ speed: 60 })).toThrow(RangeError)
  })
})

describe('faults', () => {
  test.each([
    ['power-on', 1],
    ['brown-out', 4],
    ['watchdog', 8],
  ] as const)(
    '%s in mid-stream cuts what it was saying; then it says hello and counts from zero',
    async (cause, flags) => {
      const board = make()
      const heard = listen(board.open())
      await pass(508)
      board.reset(cause)
      await pass(300)
      expect(heard.hellos().slice(1)).toMatchObject([{ resetCause: flags, boot: 2, extra: { sim: '1' } }])
      expect(heard.frames().at(-1)?.seq).toBe(1)
      expect(board.starts[cause]).toBe(1)
    },
  )

  test('power lost within a line: the head of it, silence, and on with a new start', async () => {
    const board = make()
    const heard = listen(board.open())
    await pass(600)
    const before = heard.text()
    board.losePower({ afterBytes: 20 })
    await pass(5000)
    expect(heard.text()).toHaveLength(before.length + 20)
    expect(heard.text()).toMatch(/\$F,[\d,]+$/)
    board.givePower()
    await pass(300)
    expect(heard.hellos().at(-1)).toMatchObject({ resetCause: 1, boot: 2 })
    // The line end before the hello frees it from the cut line.
    expect(heard.frames().at(-1)?.seq).toBe(1)
  })

  test('a converter that hangs: the watchdog bites, the host sees a hello of that cause', async () => {
    const board = make({ speed: 10 })
    const heard = listen(board.open())
    await pass(100)
    board.setConverterHangs(true)
    await pass(500)
    board.setConverterHangs(false)
    await pass(500)
    expect(heard.hellos().length).toBeGreaterThan(1)
    expect(heard.hellos().at(-1)).toMatchObject({ resetCause: 8 })
    expect(heard.frames().at(-1)?.seq).toBeGreaterThan(3)
  })

  test('a wrong baud rate: nothing of it is a line, both ways; set right again, all is', async () => {
    const board = make()
    const stream = board.open()
    const heard = listen(stream)
    await pass(500)
    const before = heard.messages().length
    board.setHostBaud(9600)
    for (let i = 0; i < 10; i++) {
      stream.write(encodeHostCommand({ type: 'rate', hz: 50 }))
      await pass(100)
    }
    expect(heard.messages().length).toBeLessThanOrEqual(before + 1)
    board.setHostBaud(null)
    await pass(1000)
    // Still ten a second: the command did not arrive.
    expect(Math.abs(heard.messages().length - before - 10)).toBeLessThanOrEqual(2)
  })
})

test('firmware that never sleeps and polls is run as well', async () => {
  // rjmp .-2: the shortest program there is.
  const board = make({ hex: ':02000000FFCF30\n:00000001FF\n' })
  const heard = listen(board.open())
  await pass(50)
  expect(heard.text()).toBe('')
  expect(board.nowMs()).toBeGreaterThan(mondayMs + 40)
})

import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { decodeBoardLine, LineSplitter } from '../../../firmware-protocol/index.ts'
import { createLink } from '../link.ts'
import type { WireBoard } from '../wire-board.ts'
import { autoSource } from './auto-source.ts'
import { probePorts } from './port-report.ts'
import { type Source, SourceUnavailable } from './source.ts'
import { FakePorts, quickTiming } from './testing.ts'

const never = new AbortController().signal
const mute = () => {}
const cushion = (board: WireBoard) => board.hello()
/** Identifies itself at each opening, as a printer does after its reset. */
const printer = (board: WireBoard) => board.raw('start\r\necho:Marlin 2.1 printing resumed? NO: reset\r\n')
const inUse = new SourceUnavailable('It is in use.')

let ports: FakePorts
beforeEach(() => {
  ports = new FakePorts()
})
afterEach(() => ports.remove())

const look = (source: Source) => source.open(never).catch((error: unknown) => error)
const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 2 })

async function linesOf(stream: NodeJS.ReadableStream, count: number): Promise<string[]> {
  const splitter = new LineSplitter()
  const lines: string[] = []
  for await (const chunk of stream) {
    lines.push(...splitter.push(chunk.toString('latin1')))
    if (lines.length >= count) break
  }
  return lines
}

describe('auto', () => {
  it('finds the cushion among ports, closes the others, and hands on every byte', async () => {
    ports.plug('ttyUSB0', printer).plug('ttyUSB1', inUse)
    ports.plug('ttyUSB2', (board) => {
      board.raw('99*C630\n')
      board.onCommand = () => {
        board.hello()
        board.frame(1, 100)
      }
    })
    const source = autoSource(ports.options)
    expect(source.name).toBe('auto')
    const stream = await source.open(never)
    expect(source.name).toBe(`auto (${ports.path('ttyUSB2')})`)
    expect(ports.opened.find(({ name }) => name === 'ttyUSB0')?.board.destroyed).toBe(true)
    const lines = await linesOf(stream, 3)
    expect(lines[0]).toBe('99*C630')
    expect(lines.slice(1).map((line) => decodeBoardLine(line))).toMatchObject([
      { ok: true, message: { type: 'hello' } },
      { ok: true, message: { type: 'frame', seq: 1 } },
    ])
  })

  it('says why when no port can be opened, and when there is none', async () => {
    expect(await look(autoSource(ports.options))).toMatchObject({
      message: expect.stringMatching(/No USB serial port was found/),
    })
    ports.plug('ttyUSB0', inUse)
    expect(await look(autoSource(ports.options))).toMatchObject({
      message: 'It is in use.',
      openedPort: false,
    })
  })

  it('ends at once when it is stopped', async () => {
    ports.plug('ttyUSB0', mute)
    const stop = new AbortController()
    const timing = { ...quickTiming, helloWaitMs: 60_000 }
    const opening = autoSource({ ...ports.options, timing }).open(stop.signal)
    stop.abort()
    await expect(opening).rejects.toBeInstanceOf(SourceUnavailable)
    expect(ports.opened.every(({ board }) => board.destroyed)).toBe(true)
  })
})

describe('a port on which no cushion answers', () => {
  it('is opened once, however often auto looks, and again only after it was replugged', async () => {
    ports.plug('ttyUSB0', printer)
    const source = autoSource(ports.options)
    const first = await look(source)
    expect(first).toMatchObject({ openedPort: true })
    for (let i = 0; i < 5; i++) {
      expect(await look(source)).toMatchObject({
        openedPort: false,
        message: expect.stringMatching(
          /No cushion answers on .*ttyUSB0.* until unplugged and plugged in again/,
        ),
      })
    }
    expect(ports.timesOpened('ttyUSB0')).toBe(1)
    ports.unplug('ttyUSB0')
    ports.plug('ttyUSB0', printer)
    await look(source)
    expect(ports.timesOpened('ttyUSB0')).toBe(2)
  })

  it('does not keep a link from finding the cushion that is plugged in later', async () => {
    ports.plug('ttyUSB0', printer)
    const source = autoSource(ports.options)
    const timing = { ...quickTiming, backoffMinMs: 2, backoffMaxMs: 5, absentMaxMs: 5 }
    const details: string[] = []
    const link = createLink({ source, channels: 2, lastAtMs: null, log: () => {}, timing })
    onTestFinished(() => link.stop())
    link.start({ hello: () => {}, frame: () => {}, state: (_, detail) => details.push(detail) })
    await until(() => expect(details.at(-1)).toMatch(/No cushion answers/))
    ports.plug('ttyACM0', cushion)
    await until(() => expect(link.state().state).toBe('online'))
    expect(ports.timesOpened('ttyUSB0')).toBe(1)
  })

  it('is waited for as long as a board may need to start, while the next ports are tried', async () => {
    const timing = { ...quickTiming, lateForMs: 60_000 }
    ports.plug('ttyUSB0', mute).plug('ttyUSB1', mute)
    const opening = autoSource({ ...ports.options, timing }).open(never)
    await until(() => expect(ports.timesOpened('ttyUSB1')).toBe(1))
    ports.opened[0]?.board.hello()
    await opening
    expect(ports.opened.map(({ name, board }) => [name, board.destroyed])).toEqual([
      ['ttyUSB0', false],
      ['ttyUSB1', true],
    ])
  })

  it('is left alone, too, when it turned out to be locked only after it was opened', async () => {
    let attempts = 0
    const source = autoSource({
      ...ports.plug('ttyUSB0', mute).options,
      sourceOf: (path) => ({
        name: path,
        open: async () => {
          attempts++
          throw new SourceUnavailable('Cannot lock port', { openedPort: true })
        },
      }),
    })
    await look(source)
    expect(await look(source)).toMatchObject({
      message: expect.stringMatching(/ttyUSB0 is in use by another program/),
    })
    expect(attempts).toBe(1)
  })
})

describe('a port that another program holds', () => {
  beforeEach(() => {
    ports.plug('ttyUSB0', printer)
    ports.holders.set('ttyUSB0', [{ pid: 4711, name: 'octoprint' }])
  })

  it('is never opened, and the message names the program', async () => {
    const source = autoSource(ports.options)
    for (let i = 0; i < 3; i++)
      expect(await look(source)).toMatchObject({
        openedPort: false,
        message: expect.stringMatching(/ttyUSB0 is in use by octoprint \(process 4711\) and was not opened/),
      })
    expect(ports.timesOpened('ttyUSB0')).toBe(0)
  })

  it('is not tried while the cushion on another port is unplugged, held or not', async () => {
    ports.plug('ttyUSB1', cushion)
    const source = autoSource(ports.options)
    const stream = await source.open(never)
    stream.destroy()
    ports.unplug('ttyUSB1')
    ports.holders.clear()
    for (let i = 0; i < 3; i++) await look(source)
    expect(ports.timesOpened('ttyUSB0')).toBe(0)
    ports.plug('ttyUSB2', cushion)
    await source.open(never)
    expect(source.name).toContain('ttyUSB2')
  })

  it('is tried once the program has closed it, if no cushion was found meanwhile', async () => {
    const source = autoSource(ports.options)
    await look(source)
    ports.holders.clear()
    await look(source)
    expect(ports.timesOpened('ttyUSB0')).toBe(1)
  })
})

describe('the order of the ports', () => {
  it('begins with the last cushion, then boards, then chips, then the rest, each named in the log before', async () => {
    const byId = '/dev/serial/by-id/usb-1a86_USB_Serial-if00-port0'
    ports.plug('ttyS9', mute).plug('ttyUSB0', mute, { usbId: '10c4:ea60', manufacturer: 'Silicon Labs' })
    ports.plug('ttyACM0', mute, { usbId: '2341:0043' }).plug('ttyUSB3', mute, { byId })
    ports.options.last?.write(byId)
    await look(autoSource(ports.options))
    expect(ports.opened.map(({ name }) => name)).toEqual(['ttyUSB3', 'ttyACM0', 'ttyUSB0', 'ttyS9'])
    expect(ports.log.map((line) => /cushion on (.*)\. Opening/.exec(line)?.[1])).toEqual([
      'ttyUSB3 (usb-1a86_USB_Serial-if00-port0)',
      'ttyACM0',
      'ttyUSB0 (Silicon Labs)',
      'ttyS9',
    ])
  })

  it('opens no other port when the cushion is where it was at the last start', async () => {
    const byId = '/dev/serial/by-id/usb-Some_Board-if00'
    ports.plug('ttyACM0', printer, { usbId: '2341:0043' }).plug('ttyUSB0', cushion, { byId })
    await autoSource(ports.options).open(never)
    ports.unplug('ttyUSB0')
    const before = ports.timesOpened('ttyACM0')
    ports.plug('ttyUSB7', cushion, { byId })
    const later = autoSource(ports.options)
    await later.open(never)
    expect(later.name).toContain('ttyUSB7')
    expect(ports.timesOpened('ttyACM0')).toBe(before)
  })

  it.each([
    ['a radio stick', { byId: '/dev/serial/by-id/usb-ITEAD_SONOFF_Zigbee_3.0_USB_Dongle_Plus-if00' }],
    ['a stick with a Thread radio', { usbId: '303a:831a', product: 'ZBT-2' }],
    ['a receiver of home sensors', { byId: '/dev/serial/by-id/usb-busware.de_CUL868-if00' }],
    ['a stick of a chip maker', { byId: '/dev/serial/by-id/usb-Texas_Instruments_TI_CC2531_USB_CDC-if00' }],
    ['a modem', { usbId: '2c7c:0125' }],
    ['a printer', { product: 'Original Prusa i3 MK3' }],
    ['a transceiver', { product: 'IC-7300' }],
  ])('leaves out %s, unless a pattern names it', async (_, about) => {
    ports.plug('ttyUSB0', mute, about)
    const error = await look(autoSource(ports.options))
    expect(error).toMatchObject({ message: expect.stringMatching(/another device.*name it with --port/) })
    expect(ports.opened).toEqual([])
    await look(autoSource({ ...ports.options, patterns: ['ttyUSB*'] }))
    expect(ports.timesOpened('ttyUSB0')).toBe(1)
  })

  it.each([
    ['usb-Arduino*', ['ttyACM0']],
    ['USB-ARDUINO*', ['ttyACM0']],
    ['/dev/serial/by-id/*Uno*', ['ttyACM0']],
    ['ttyUSB*', ['ttyUSB0']],
    ['FTDI', ['ttyUSB0']],
    ['0403:*', ['ttyUSB0']],
    ['*', ['ttyACM0', 'ttyUSB0']],
  ])('can be limited to %s', async (pattern, expected) => {
    ports.plug('ttyUSB0', mute, { usbId: '0403:6001', manufacturer: 'FTDI' })
    ports.plug('ttyACM0', mute, { usbId: '2341:0043', byId: '/dev/serial/by-id/usb-Arduino_Uno-if00' })
    await look(autoSource({ ...ports.options, patterns: [pattern] }))
    expect(ports.opened.map(({ name }) => name)).toEqual(expected)
  })

  it('says which ports there are when none fits', async () => {
    ports.plug('ttyUSB0', mute)
    expect(
      await look(autoSource({ ...ports.options, patterns: ['usb-Arduino*', 'usb-Adafruit*'] })),
    ).toMatchObject({
      message: expect.stringMatching(
        /No serial port fits auto:usb-Arduino\*,usb-Adafruit\*.*There is .*ttyUSB0/,
      ),
    })
    expect(ports.opened).toEqual([])
  })
})

it('goes on trying the port on which the cushion was found, also when it answers no more', async () => {
  ports.plug('ttyUSB0', mute)
  const source = autoSource({ ...ports.options, timing: { ...quickTiming, helloWaitMs: 1 } })
  const opening = source.open(never)
  await until(() => expect(ports.timesOpened('ttyUSB0')).toBe(1))
  ports.opened[0]?.board.hello()
  ;(await opening).destroy()
  for (let i = 0; i < 3; i++) await look(source)
  expect(ports.timesOpened('ttyUSB0')).toBe(4)
})

it('a list of ports opens neither what another program holds nor what is plainly no cushion', async () => {
  ports.plug('ttyUSB0', cushion).plug('ttyUSB1', inUse).plug('ttyUSB2', mute)
  ports.plug('ttyUSB3', mute, { product: 'ConBee II' })
  ports.holders.set('ttyUSB2', [{ pid: 12, name: 'cat' }])
  const report = await probePorts(never, ports.options)
  expect(report).toMatchObject([
    { path: ports.path('ttyUSB0'), hello: { id: 'desk-1' }, problem: null },
    { path: ports.path('ttyUSB1'), hello: null, problem: 'It is in use.' },
    { path: ports.path('ttyUSB2'), hello: null, problem: expect.stringContaining('cat (process 12)') },
    { path: ports.path('ttyUSB3'), hello: null, problem: expect.stringContaining('another device') },
  ])
  expect(ports.opened.map(({ name }) => name)).toEqual(['ttyUSB0'])
  expect(ports.log.join()).toMatch(/Opening ttyUSB0, ttyUSB1 to look/)
})

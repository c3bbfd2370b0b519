import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { decodeBoardLine, encodeLine, LineSplitter } from '../../../firmware-protocol/index.ts'
import { WireBoard } from '../wire-board.ts'
import { autoSource, probePorts } from './auto-source.ts'
import { listPorts, type PortInfo } from './port-list.ts'
import { serialSource } from './serial-source.ts'
import { type Source, SourceUnavailable } from './source.ts'
import { tcpSource } from './tcp-source.ts'

const never = new AbortController().signal
const timing = { helloWaitMs: 30, askEveryMs: 10, asks: 2 }
const port = (path: string): PortInfo => ({ path, byId: null, manufacturer: null })

/** Ports by path: a script for the board that each opening finds there, or why it cannot be opened. */
function ports(scripts: Record<string, ((board: WireBoard) => void) | string>) {
  const opened = new Map<string, WireBoard>()
  const sourceOf = (path: string): Source => ({
    name: path,
    open: async () => {
      const script = scripts[path] ?? 'no such port'
      if (typeof script === 'string') throw new SourceUnavailable(script)
      const board = new WireBoard()
      opened.set(path, board)
      script(board)
      return board
    },
  })
  return { opened, options: { timing, sourceOf, list: async () => Object.keys(scripts).map(port) } }
}

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
    const { opened, options } = ports({
      '/dev/ttyUSB0': (board) => board.raw('AT+GMR OK\n'),
      '/dev/ttyUSB1': 'in use',
      '/dev/ttyACM0': (board) => {
        board.raw('99*C630\n')
        board.onCommand = () => {
          board.hello()
          board.frame(1, 100)
        }
      },
    })
    const source = autoSource(options)
    expect(source.name).toBe('auto')
    const stream = await source.open(never)
    expect(source.name).toBe('auto (/dev/ttyACM0)')
    expect(opened.get('/dev/ttyUSB0')?.destroyed).toBe(true)
    const lines = await linesOf(stream, 3)
    expect(lines[0]).toBe('99*C630')
    expect(lines.slice(1).map((line) => decodeBoardLine(line))).toMatchObject([
      { ok: true, message: { type: 'hello' } },
      { ok: true, message: { type: 'frame', seq: 1 } },
    ])
  })

  it('says which ports it tried when none answers', async () => {
    const { opened, options } = ports({ '/dev/ttyUSB0': () => {}, '/dev/ttyUSB1': 'in use' })
    await expect(autoSource(options).open(never)).rejects.toMatchObject({
      message: expect.stringContaining('No cushion answers on /dev/ttyUSB0, /dev/ttyUSB1'),
      openedPort: true,
    })
    expect(opened.get('/dev/ttyUSB0')?.destroyed).toBe(true)
    expect(opened.get('/dev/ttyUSB0')?.asked('hello')).toBe(2)
  })

  it('says why when no port can be opened, and when there is none', async () => {
    await expect(autoSource(ports({ '/dev/ttyUSB0': 'in use' }).options).open(never)).rejects.toMatchObject({
      message: expect.stringContaining('in use'),
      openedPort: false,
    })
    await expect(autoSource(ports({}).options).open(never)).rejects.toThrow(/No USB serial port was found/)
  })

  it('ends at once when it is stopped', async () => {
    const { opened, options } = ports({ '/dev/ttyUSB0': () => {} })
    const stop = new AbortController()
    const opening = autoSource({ ...options, timing: { ...timing, helloWaitMs: 60_000 } }).open(stop.signal)
    stop.abort()
    await expect(opening).rejects.toBeInstanceOf(SourceUnavailable)
    expect(opened.get('/dev/ttyUSB0')?.destroyed ?? true).toBe(true)
  })

  it('reports every port for a list', async () => {
    const { options } = ports({ '/dev/ttyUSB0': (board) => board.hello(), '/dev/ttyUSB1': 'in use' })
    const report = await probePorts(never, options)
    expect(report).toMatchObject([
      { path: '/dev/ttyUSB0', hello: { id: 'desk-1' }, problem: null },
      { path: '/dev/ttyUSB1', hello: null, problem: 'in use' },
    ])
  })
})

describe('port list', () => {
  let folder = ''
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('finds USB ports in the device folder with their lasting names, without udev', async () => {
    folder = await mkdtemp(join(tmpdir(), 'sitbone-dev-'))
    for (const name of ['ttyUSB10', 'ttyUSB2', 'ttyACM0', 'ttyS0', 'tty'])
      await writeFile(join(folder, name), '')
    await mkdir(join(folder, 'serial/by-id'), { recursive: true })
    const lasting = join(folder, 'serial/by-id/usb-Arduino_Uno-if00')
    await symlink('../../ttyACM0', lasting)
    const found = (await listPorts(folder)).filter((each) => each.path.startsWith(folder))
    expect(found.map((each) => [each.path.slice(folder.length + 1), each.byId])).toEqual([
      ['ttyACM0', lasting],
      ['ttyUSB2', null],
      ['ttyUSB10', null],
    ])
  })
})

describe('tcp', () => {
  let server: Server | undefined
  afterEach(() => server?.close())
  const listen = (onLine: (write: (text: string) => void) => void) =>
    new Promise<number>((resolve) => {
      const listening = createServer((socket) => onLine((text) => socket.write(text, 'latin1')))
      server = listening
      listening.listen(0, '127.0.0.1', () => {
        const address = listening.address()
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })

  it('connects and brings lines', async () => {
    const tcpPort = await listen((write) => write(encodeLine('A,BUZZ')))
    const source = tcpSource('127.0.0.1', tcpPort)
    expect(source.name).toBe(`tcp://127.0.0.1:${tcpPort}`)
    const stream = await source.open(never)
    expect(await linesOf(stream, 1)).toEqual([encodeLine('A,BUZZ').trimEnd()])
    stream.destroy()
  })

  it('says what to check when nothing listens', async () => {
    const tcpPort = await listen(() => {})
    await new Promise((resolve) => server?.close(resolve))
    const opening = tcpSource('127.0.0.1', tcpPort).open(never)
    await expect(opening).rejects.toThrow(/nothing is listening there.*Check that the simulator/)
    await expect(opening).rejects.toBeInstanceOf(SourceUnavailable)
  })

  it('does not open when it was stopped before', async () => {
    const tcpPort = await listen(() => {})
    await expect(tcpSource('127.0.0.1', tcpPort).open(AbortSignal.abort())).rejects.toBeInstanceOf(
      SourceUnavailable,
    )
  })
})

it('says what to do when there is no such serial port', async () => {
  const opening = serialSource('/dev/sitbone-not-there').open(never)
  await expect(opening).rejects.toThrow(/There is no \/dev\/sitbone-not-there.*--port/)
  await expect(opening).rejects.toBeInstanceOf(SourceUnavailable)
})

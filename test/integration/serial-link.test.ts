/**
 * The link on a real pseudo-terminal through serialport: unplug, replug, noise, resets, endless lines. The board is a script
 * behind a loopback socket that socat joins to the terminal; killing socat is pulling the plug.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import type { Frame } from '../../core/model/types.ts'
import {
  decodeHostLine,
  encodeBoardMessage,
  encodeLine,
  LineSplitter,
} from '../../firmware-protocol/index.ts'
import { createLink, type Link, type LinkEvents, type LinkState } from '../../gateway/link/link.ts'
import { autoSource } from '../../gateway/link/sources/auto-source.ts'
import { serialSource } from '../../gateway/link/sources/serial-source.ts'

const counts = [699, 704, 495, 496, 340, 348, 433, 439]
const until = (check: () => void) => vi.waitFor(check, { timeout: 15_000, interval: 5 })

/** A board that sends its hello on opening, and a frame every 20 ms. */
class Board {
  boot = 0
  sent = 0
  /** Its output on opening; null: nothing until changed. */
  talk: 'protocol' | 'noise' = 'protocol'
  socket: Socket | null = null
  #bootedMs = 0
  #seq = 0
  #timer: NodeJS.Timeout | undefined

  serve(socket: Socket): void {
    this.socket = socket
    const input = new LineSplitter()
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      for (const line of input.push(chunk.toString('latin1'))) this.#answer(line)
    })
    socket.on('close', () => {
      if (this.socket === socket) this.stop()
    })
    this.reset()
    clearInterval(this.#timer)
    this.#timer = setInterval(() => this.#scan(), 20)
  }

  reset(): void {
    this.boot++
    this.#seq = 0
    this.#bootedMs = performance.now()
    this.#say('\n')
    this.#hello()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.socket = null
  }

  #ms(): number {
    return Math.floor(performance.now() - this.#bootedMs)
  }

  #say(text: string): void {
    if (this.talk === 'protocol') this.socket?.write(text, 'latin1')
  }

  #hello(): void {
    const fields = {
      type: 'hello',
      proto: 1,
      firmware: 'test',
      dev: 'fsr8',
      id: 'desk-1',
      channels: 8,
    } as const
    const rest = { bits: 10, rateHz: 50, resetCause: 2, boot: this.boot, ms: this.#ms(), extra: {} }
    this.#say(encodeBoardMessage({ ...fields, ...rest }))
  }

  #scan(): void {
    if (this.talk === 'noise')
      this.socket?.write(Buffer.from([0x80, 0xf8, 0x00, 0xe6, 0x0a, 0x1e, 0x98, 0x24, 0xfe]))
    const message = { type: 'frame', seq: this.#seq++, ms: this.#ms(), counts } as const
    this.#say(encodeBoardMessage(message))
    this.sent++
  }

  #answer(line: string): void {
    const decoded = decodeHostLine(line)
    if (!decoded.ok) return
    if (decoded.command.type === 'ping')
      this.#say(encodeLine(`A,PING,${decoded.command.token},${this.#ms()}`))
    else if (decoded.command.type === 'hello') this.#hello()
    else if (decoded.command.type === 'buzz') this.#say(encodeLine(`A,BUZZ,${decoded.command.ms}`))
  }
}

let folder = ''
let path = ''
let server: Server
let socat: ChildProcess | null = null
let plugged = false
let board: Board
let link: Link
const heard = { frames: [] as Frame[], states: [] as LinkState[], details: [] as string[], resets: 0 }

/** Plugs it in; socat ends when the host closes the port, and restarts while plugged. */
async function plug(): Promise<void> {
  plugged = true
  await rm(path, { force: true })
  if (!plugged) return
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const child = spawn(
    'socat',
    [`PTY,raw,echo=0,link=${path},wait-slave,pty-interval=0.02`, `TCP:127.0.0.1:${port}`],
    {
      stdio: 'ignore',
    },
  )
  socat = child
  child.once('exit', () => {
    if (plugged && socat === child) void plug()
  })
  await until(() => expect(existsSync(path)).toBe(true))
}

/** Unplugs it at once, even in mid-line. */
async function unplug(): Promise<void> {
  plugged = false
  const child = socat
  socat = null
  if (child !== null && child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  await rm(path, { force: true })
}

const listening: LinkEvents = {
  hello: (_, { reset }) => {
    if (reset) heard.resets++
  },
  frame: (frame) => heard.frames.push(frame),
  state: (state, detail) => {
    heard.states.push(state)
    heard.details.push(detail)
  },
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sitbone-pty-'))
  path = join(folder, 'cushion')
  board = new Board()
  server = createServer((socket) => board.serve(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  Object.assign(heard, { frames: [], states: [], details: [], resets: 0 })
  link = createLink({
    source: serialSource(path),
    channels: 8,
    lastAtMs: null,
    log: () => {},
    timing: {
      helloWaitMs: 400,
      askEveryMs: 100,
      backoffMinMs: 20,
      backoffMaxMs: 200,
      firstPingEveryMs: 30,
      tickMs: 20,
    },
  })
})

afterEach(async () => {
  await link.stop()
  await unplug()
  board.stop()
  board.socket?.destroy()
  await new Promise((resolve) => server.close(resolve))
  await rm(folder, { recursive: true, force: true })
})

const moreFrames = async (count = 10) => {
  const from = heard.frames.length
  await until(() => expect(heard.frames.length).toBeGreaterThanOrEqual(from + count))
}
const expectRisingStamps = () => {
  heard.frames.slice(1).forEach((frame, index) => {
    expect(frame.atMs).toBeGreaterThan(heard.frames[index]?.atMs ?? 0)
  })
}

it('waits for the plug, goes through unplug mid-line and replug, and keeps its clock', async () => {
  link.start(listening)
  await until(() => expect(heard.states).toContain('unplugged'))
  expect(heard.details.at(-1)).toContain(`There is no ${path}`)
  await plug()
  await moreFrames()
  expect(await link.send({ type: 'buzz', ms: 100 })).toEqual({ ok: true, args: ['100'] })

  board.socket?.write('$F,77,12')
  await unplug()
  await until(() => expect(heard.states.at(-1)).toBe('unplugged'))
  await plug()
  await moreFrames()
  expect(heard.states.at(-1)).toBe('online')
  expect(heard.frames.at(-1)?.boot).toBe(board.boot)
  expect(heard.frames.every((frame) => frame.counts.join() === counts.join())).toBe(true)
  expectRisingStamps()
  await until(() => expect(Math.abs((heard.frames.at(-1)?.atMs ?? 0) - Date.now())).toBeLessThan(1000))
  expect(link.counters()).toMatchObject({ framesLost: 0, reconnects: 2 })
})

it('takes a reset mid-stream for a reset and loses no frame of either run', async () => {
  await plug()
  link.start(listening)
  await moreFrames()
  board.socket?.write('$F,78,15')
  board.reset()
  await until(() => expect(heard.resets).toBe(1))
  await moreFrames()
  const boots = new Set(heard.frames.map((frame) => frame.boot))
  expect([...boots]).toEqual([board.boot - 1, board.boot])
  expect(heard.frames.find((frame) => frame.boot === board.boot)?.seq).toBe(0)
  expectRisingStamps()
  expect(link.counters()).toMatchObject({ framesLost: 0, resets: 1, reconnects: 1 })
})

it('says that noise is no cushion, and takes the cushion when the noise ends', async () => {
  board.talk = 'noise'
  await plug()
  link.start(listening)
  await until(() => expect(heard.details.at(-1)).toContain('115200 baud'))
  expect(heard.states.at(-1)).toBe('no-cushion')
  expect(heard.frames).toEqual([])
  board.talk = 'protocol'
  await moreFrames()
  expect(heard.states.at(-1)).toBe('online')
})

it('is not held up by 8 MB without a line end', async () => {
  await plug()
  link.start(listening)
  await moreFrames()
  const { socket } = board
  if (socket === null) throw new Error('not connected')
  const used = process.cpuUsage()
  board.stop()
  const noise = Buffer.alloc(65_536, 'U')
  for (let i = 0; i < 128; i++) {
    if (!socket.write(noise)) await once(socket, 'drain')
  }
  socket.write('\n')
  board.serve(socket)
  await moreFrames()
  const { user } = process.cpuUsage(used)
  // Unbounded, the parser alone takes seconds for this.
  expect(user / 1e6).toBeLessThan(3)
  expect(link.counters().rejected.overlong).toBe(1)
  expectRisingStamps()
})

it('finds the cushion among ports by itself, and hands its first lines on', async () => {
  await plug()
  const dumb = join(folder, 'dumb')
  const modem = spawn('socat', [`PTY,raw,echo=0,link=${dumb}`, 'EXEC:cat'], { stdio: 'ignore' })
  onTestFinished(() => {
    modem.kill()
  })
  await until(() => expect(existsSync(dumb)).toBe(true))
  const list = async () => [dumb, path].map((each) => ({ path: each, byId: null, manufacturer: null }))
  const source = autoSource({ list, timing: { helloWaitMs: 400, askEveryMs: 100, asks: 4 } })
  const frames: Frame[] = []
  const found = createLink({
    source,
    channels: 8,
    lastAtMs: null,
    log: () => {},
  })
  found.start({ hello: () => {}, frame: (frame) => frames.push(frame), state: () => {} })
  await until(() => expect(frames.length).toBeGreaterThan(10))
  expect(source.name).toBe(`auto (${path})`)
  expect(frames[0]).toMatchObject({ seq: 0, boot: 1 })
  await found.stop()
})

it('gives the port free when it is stopped', async () => {
  await plug()
  link.start(listening)
  await moreFrames(3)
  await link.stop()
  await until(() => expect(board.socket).toBeNull())
  const again = serialSource(path)
  let stream: Awaited<ReturnType<typeof again.open>> | undefined
  await vi.waitFor(
    async () => {
      stream = await again.open(new AbortController().signal)
    },
    { timeout: 5000, interval: 20 },
  )
  await expect(serialSource(path).open(new AbortController().signal)).rejects.toThrow(
    /in use by another program/,
  )
  stream?.destroy()
})

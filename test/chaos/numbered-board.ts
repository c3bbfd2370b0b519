/**
 * A board that numbers its frames and keeps the body of each one sent, byte by byte. It is on a real pseudo-terminal: socat joins
 * the pty that the gateway opens to a socket of the harness, so a gateway that does not read blocks nothing here.
 *
 *   board (this process) --- unix socket <== socat ==> pty --- serialport (gateway)
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Random } from '../../simulator/random.ts'
import { line } from '../services/foreign-board.ts'
import { waitFor } from '../services/wait-for.ts'

export interface SentFrame {
  readonly boot: number
  readonly seq: number
  /** Between `$` and `*`. */
  readonly body: string
  readonly atMs: number
}

export interface NumberedBoardOptions {
  readonly folder: string
  readonly random: Random
  readonly rateHz: number
  /** The gateway asked HELLO? or PING, and the answer is on its way. */
  heard(nowMs: number): void
  /** Counts of a frame; without it a sitter who comes and goes. */
  readonly counts?: (seq: number) => number[]
}

const wrap = 2 ** 32
const seated = [512, 540, 498, 476, 288, 301, 279, 264]

export class NumberedBoard {
  readonly sent: SentFrame[] = []
  readonly commands: { readonly body: string; readonly atMs: number }[] = []
  /** What the gateway opens. */
  readonly port: string
  readonly #options: NumberedBoardOptions
  readonly #socketPath: string
  #server: Server | null = null
  #socket: Socket | null = null
  #socat: ChildProcess | null = null
  #timer: NodeJS.Timeout | null = null
  #boot = 0
  // The first boot runs through the wrap of both counters within the first seconds.
  #seq = wrap - 300
  #msAtBoot = wrap - 20_000
  #bootedMs = 0
  #heard = ''
  #sits = true
  #changeAtMs = 0

  constructor(options: NumberedBoardOptions) {
    this.#options = options
    this.port = join(options.folder, 'cushion')
    this.#socketPath = join(options.folder, 'board.sock')
  }

  async start(): Promise<void> {
    const server = createServer((socket) => this.#joined(socket))
    this.#server = server
    server.listen(this.#socketPath)
    await once(server, 'listening')
    await this.plug()
    this.#timer = setInterval(() => this.#frame(), 1000 / this.#options.rateHz)
  }

  async plug(): Promise<void> {
    rmSync(this.port, { force: true })
    const joined = this.#server === null ? Promise.resolve() : once(this.#server, 'connection')
    this.#socat = spawn(
      'socat',
      [`pty,raw,echo=0,link=${this.port},ignoreeof`, `unix-connect:${this.#socketPath}`],
      { stdio: 'ignore' },
    )
    this.#socat.on('error', () => {})
    await joined
    await waitFor(() => existsSync(this.port), { what: 'the pty of socat' })
  }

  /** Pulls the cable, in the middle of a line if wanted; the board then has no power. */
  async unplug(midLine: boolean): Promise<void> {
    const socat = this.#socat
    const socket = this.#socket
    this.#socat = null
    this.#socket = null
    if (midLine) socket?.write('$F,99,1234,5')
    if (socat !== null && socat.exitCode === null) {
      const gone = once(socat, 'exit')
      socat.kill('SIGKILL')
      await gone
    }
    socket?.destroy()
    rmSync(this.port, { force: true })
  }

  /** As at power-up: another boot; number and clock start again. */
  reset(): void {
    this.#boot++
    if (this.#boot > 1) {
      this.#seq = 0
      this.#msAtBoot = 0
    }
    this.#bootedMs = performance.now()
    this.#write('\n')
    this.#hello()
  }

  /** What a bad cable produces: bytes that are not a frame and are never joined to one. */
  noise(text: string): void {
    this.#write(`${text}\n`)
  }

  partialThenReset(): void {
    this.#write('$F,77,12')
    this.reset()
  }

  silence(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  async stop(): Promise<void> {
    this.silence()
    await this.unplug(false)
    this.#server?.close()
    rmSync(this.#socketPath, { force: true })
  }

  #joined(socket: Socket): void {
    this.#socket = socket
    this.#heard = ''
    socket.setEncoding('latin1')
    socket.on('error', () => {})
    // What arrives after the cable was pulled was never heard.
    socket.on('data', (chunk) => {
      if (socket === this.#socket) this.#hear(String(chunk))
    })
    this.reset()
  }

  #write(text: string): void {
    this.#socket?.write(text, 'latin1')
  }

  #ms = () => (this.#msAtBoot + Math.floor(performance.now() - this.#bootedMs)) % wrap

  #hello(): void {
    const { rateHz } = this.#options
    this.#write(
      line(
        `H,proto=1,fw=9.9.9,dev=foreign,id=test-1,ch=8,bits=10,rate=${rateHz},rst=1,boot=${this.#boot},ms=${this.#ms()}`,
      ),
    )
  }

  #frame(): void {
    if (this.#socket === null) return
    const seq = this.#seq
    this.#seq = (this.#seq + 1) % wrap
    const counts = this.#options.counts?.(seq) ?? this.#sitter()
    const body = `F,${seq},${this.#ms()},${counts.join(',')}`
    this.sent.push({ boot: this.#boot, seq, body, atMs: Date.now() })
    this.#write(line(body))
  }

  /** Somebody who sits for a while and stands up; now and then a cell at its end, to test every size of number. */
  #sitter(): number[] {
    const { random } = this.#options
    const nowMs = performance.now()
    if (nowMs > this.#changeAtMs) {
      this.#sits = this.#changeAtMs === 0 || !this.#sits
      this.#changeAtMs = nowMs + (this.#sits ? random.between(10_000, 40_000) : random.between(2000, 8000))
    }
    return seated.map((count) => {
      if (random.chance(0.002)) return random.chance(0.5) ? 1023 : 0
      const mean = this.#sits ? count : 4
      return Math.max(0, Math.min(1023, Math.round(mean + 4 * random.gaussian())))
    })
  }

  #hear(chunk: string): void {
    this.#heard = (this.#heard + chunk).slice(-4096)
    for (let end = this.#heard.indexOf('\n'); end >= 0; end = this.#heard.indexOf('\n')) {
      const body = /\$([^$*]*)\*/.exec(this.#heard.slice(0, end))?.[1]
      this.#heard = this.#heard.slice(end + 1)
      if (body === undefined) continue
      this.commands.push({ body, atMs: Date.now() })
      const [command, argument] = body.split(',')
      if (command === 'HELLO?') this.#hello()
      else if (command === 'PING') this.#write(line(`A,PING,${argument},${this.#ms()}`))
      else this.#write(line(`A,${body}`))
      if (command === 'HELLO?' || command === 'PING') this.#options.heard(Date.now())
    }
  }
}

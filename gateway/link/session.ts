/**
 * The life of one connection: wait for the hello, then frames, commands and pings, until it ends. Frames go out on
 * the cushion's time. One tick drives every deadline.
 *
 *   waiting --H--> online <--> stale        any --> over
 */
import type { Duplex } from 'node:stream'
import type { Frame } from '../../core/model/types.ts'
import type { BoardMessage, FrameMessage, HelloMessage, HostCommand } from '../../firmware-protocol/index.ts'
import { type BoardHello, type Judgement, judgeHello } from './board.ts'
import type { CommandQueue } from './command-queue.ts'
import { Connection } from './connection.ts'
import { HelloWait } from './hello-wait.ts'
import { misplaced, type Placed } from './misplaced.ts'
import { Sequence } from './sequence.ts'
import { Silence } from './silence.ts'
import type { Tally } from './tally.ts'
import type { LinkClock } from './time/link-clock.ts'
import { Pinger } from './time/pinger.ts'
import type { Timing } from './timing.ts'

export interface SessionOptions {
  readonly port: string
  readonly channels: number
  readonly timing: Timing
  readonly clock: LinkClock
  readonly commands: CommandQueue
  readonly tally: Tally
  /** `reset`: the board began anew while connected. */
  hello(board: BoardHello, reset: boolean): void
  frame(frame: Frame): void
  /** Frames came to a halt, or came back. */
  stale(isStale: boolean): void
  /** Called once. */
  over(end: SessionEnd): void
}

export type SessionEnd =
  | { readonly kind: 'closed'; readonly problem: string | null }
  | { readonly kind: 'no-hello'; readonly heardNoise: boolean }
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'silent' }

export class Session {
  readonly #options: SessionOptions
  readonly #connection: Connection
  readonly #pinger: Pinger
  readonly #sequence = new Sequence()
  readonly #wait: HelloWait
  readonly #silence: Silence
  #timer: NodeJS.Timeout | undefined
  #end: SessionEnd | null = null
  #board: BoardHello | null = null
  #askedAtMs = Number.NEGATIVE_INFINITY
  #lastBoardMs = 0
  /** Of this start of the board. */
  #lastFrame: Placed | null = null
  #lastTickMs = 0
  #heardNoise = false
  /** The board's clock went back without a hello: the next one is a reset, whatever it says. */
  #resetSuspected = false

  constructor(stream: Duplex, options: SessionOptions) {
    this.#options = options
    this.#pinger = new Pinger(options.timing)
    this.#wait = new HelloWait(options.timing)
    this.#silence = new Silence(options.timing)
    this.#connection = new Connection(stream, {
      message: (message) => this.#message(message),
      rejected: (reason) => {
        this.#heardNoise = true
        options.tally.reject(reason)
      },
      partial: () => {
        this.#heardNoise = true
        options.tally.partial++
      },
      closed: (problem) => this.#over({ kind: 'closed', problem }),
    })
  }

  start(): void {
    const nowMs = this.#options.clock.monoMs()
    this.#wait.start(nowMs)
    this.#lastTickMs = nowMs
    this.#timer = setInterval(() => this.#tick(), this.#options.timing.tickMs)
    this.#connection.start()
  }

  close(): void {
    this.#connection.close()
  }

  /** Hz of an accepted RATE: what counts as silence changes with it. */
  setRate(hz: number): void {
    const periodMs = 1000 / hz / (this.#board?.simulated?.speed ?? 1)
    this.#silence.setPeriod(periodMs)
    this.#options.clock.setPeriod(periodMs)
  }

  #tick(): void {
    const nowMs = this.#options.clock.monoMs()
    const { timing } = this.#options
    // After a stall of this process the lines that came meanwhile are read first, then judged.
    const stalled = nowMs - this.#lastTickMs > timing.tickMs + 250
    this.#lastTickMs = nowMs
    if (stalled) return
    if (this.#board === null) this.#ask(nowMs)
    else this.#watch(nowMs)
    if (this.#end === null && this.#board !== null) {
      const write = (command: HostCommand) => this.#connection.write(command)
      this.#options.commands.tick(nowMs, write)
      if (this.#board.simulated === null && this.#options.commands.idle) this.#pinger.tick(nowMs, write)
    }
  }

  #ask(nowMs: number): void {
    const next = this.#wait.tick(nowMs)
    if (next === 'ask') this.#askHello(nowMs)
    else if (next === 'give-up')
      this.#over({ kind: 'no-hello', heardNoise: this.#heardNoise || this.#connection.midLine })
  }

  #askHello(nowMs: number): void {
    this.#askedAtMs = nowMs
    this.#connection.write({ type: 'hello' })
  }

  #watch(nowMs: number): void {
    switch (this.#silence.tick(nowMs)) {
      case 'stale':
        this.#options.clock.runOn()
        this.#options.stale(true)
        break
      case 'give-up':
        this.#over({ kind: 'silent' })
        break
      case 'quiet':
        break
    }
  }

  #message(message: BoardMessage): void {
    switch (message.type) {
      case 'frame':
        this.#frame(message)
        break
      case 'hello':
        this.#hello(message)
        break
      case 'ack':
        this.#ack(message.command, message.args)
        break
      case 'refused':
        this.#options.commands.refused(message)
        break
      case 'unknown':
        this.#options.tally.ignored++
        break
    }
  }

  #ack(command: string, args: readonly string[]): void {
    const nowMs = this.#options.clock.monoMs()
    if (command === 'PING' && this.#pinger.isOwn(args)) {
      const answer = this.#pinger.answered(args, nowMs)
      if (answer !== null) this.#options.clock.ping(answer.boardMs, answer)
    } else {
      this.#options.commands.done({ command, args })
    }
  }

  #hello(hello: HelloMessage): void {
    const options = this.#options
    const nowMs = options.clock.monoMs()
    const asked = nowMs - this.#askedAtMs < 2 * options.timing.askEveryMs + 1000
    const before = this.#board
    options.commands.done({ command: 'HELLO?', args: [] })
    const sameRun =
      before !== null &&
      asked &&
      !this.#resetSuspected &&
      (hello.boot === null || hello.boot === before.boot) &&
      hello.ms >= this.#lastBoardMs
    if (sameRun) return
    const judged = judgeHello(hello, {
      port: options.port,
      channels: options.channels,
      boot: before === null ? options.tally.reconnects : before.boot + 1,
    })
    if (judged.ok) this.#accept(judged, { hello, reset: before !== null })
    else this.#over({ kind: 'refused', detail: judged.detail })
  }

  #accept(judged: Extract<Judgement, { ok: true }>, how: { hello: HelloMessage; reset: boolean }): void {
    const { clock, tally, commands } = this.#options
    const nowMs = clock.monoMs()
    this.#board = judged.board
    this.#resetSuspected = false
    this.#lastBoardMs = how.hello.ms
    this.#lastFrame = null
    this.#sequence.reset()
    this.setRate(judged.board.rateHz ?? 1)
    clock.beginEpoch(judged.board.simulated, how.hello.ms)
    this.#pinger.restart(nowMs)
    if (how.reset) tally.resets++
    commands.setOnline(true)
    this.#options.hello(judged.board, how.reset)
    this.#heard(nowMs)
  }

  #frame(message: FrameMessage): void {
    const { clock, tally } = this.#options
    const board = this.#board
    // Frames before the hello come from a board that was running already: it is asked for its hello soon.
    if (board === null) return
    const fault = faultOf(message, board) ?? misplaced(message, this.#lastFrame)
    if (fault !== null) {
      tally.reject(fault)
      return
    }

    let atMs = clock.frame(message.ms)
    if (atMs === null) {
      this.#resetSuspected = true
      this.#sequence.reset()
      clock.beginEpoch(board.simulated, message.ms)
      this.#askHello(clock.monoMs())
      atMs = clock.frame(message.ms)
      if (atMs === null) return
    }
    const nowMs = clock.monoMs()
    const passedMs = ((message.ms - this.#lastBoardMs) >>> 0) + 1000
    tally.framesLost += this.#sequence.next(message.seq, passedMs)
    this.#lastBoardMs = message.ms
    this.#lastFrame = message
    this.#heard(nowMs)
    this.#options.frame({
      atMs,
      boot: board.boot,
      seq: message.seq,
      boardMs: message.ms,
      counts: message.counts,
    })
  }

  #heard(nowMs: number): void {
    if (this.#silence.heard(nowMs) === 'fresh-again') this.#options.stale(false)
  }

  #over(end: SessionEnd): void {
    if (this.#end !== null) return
    this.#end = end
    clearInterval(this.#timer)
    this.#options.clock.runOn()
    this.#connection.close()
    this.#options.commands.setOnline(false)
    this.#options.over(end)
  }
}

/** What the hello's own figures say against a frame. */
function faultOf({ counts }: FrameMessage, board: BoardHello): 'channels' | 'range' | null {
  if (counts.length !== board.channels) return 'channels'
  const most = 2 ** board.bits - 1
  for (const count of counts) if (count > most) return 'range'
  return null
}

/**
 * The life of one connection: wait for the hello, then frames, commands and pings, until it ends. Frames go out on
 * the cushion's time. One tick drives every deadline.
 *
 *   waiting --H--> online <--> stale        any --> over
 */
import type { Duplex } from 'node:stream'
import type { Frame } from '../../core/model/types.ts'
import {
  type BoardMessage,
  constantsText,
  type FrameMessage,
  type HelloMessage,
  type HostCommand,
} from '../../firmware-protocol/index.ts'
import { type BoardHello, type Judgement, judgeHello } from './board.ts'
import type { CommandQueue } from './command-queue.ts'
import { Connection } from './connection.ts'
import { FrameIntake } from './frame-intake.ts'
import { HelloWait, type Opening } from './hello-wait.ts'
import { LossWatch } from './loss-watch.ts'
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
  readonly opening: Opening
  /** No hello in the usual time; the port stays open, because the board may still be starting. Called once at most. */
  late(heard: { heardNoise: boolean }): void
  /** `reset`: the board restarted while connected. */
  hello(board: BoardHello, reset: boolean): void
  frame(frame: Frame): void
  /** Frames stopped, or came back. */
  stale(isStale: boolean): void
  /** Many lines arrive broken or not at all, or no longer do. */
  loss(loss: { heavy: boolean; bad: number; of: number }): void
  /** Called once. */
  over(end: SessionEnd): void
}

export type SessionEnd =
  | { readonly kind: 'closed'; readonly problem: string | null }
  | { readonly kind: 'no-hello' }
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'silent' }

/** No board restarts faster for long: so many hellos at once, then one per interval. */
const mostHellos = 10
const helloEveryMs = 200

export class Session {
  readonly #options: SessionOptions
  readonly #connection: Connection
  readonly #pinger: Pinger
  readonly #intake: FrameIntake
  readonly #wait: HelloWait
  readonly #silence: Silence
  #loss: LossWatch | null = null
  #timer: NodeJS.Timeout | undefined
  #end: SessionEnd | null = null
  #board: BoardHello | null = null
  #askedAtMs = Number.NEGATIVE_INFINITY
  #hellosLeft = mostHellos
  #helloAtMs = 0
  #lastTickMs = 0
  #heardNoise = false

  constructor(stream: Duplex, options: SessionOptions) {
    this.#options = options
    this.#pinger = new Pinger(options.timing)
    this.#wait = new HelloWait(options.timing, options.opening)
    this.#silence = new Silence(options.timing)
    this.#intake = new FrameIntake(options.clock, options.tally)
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

  /** Of an accepted RATE, which changes what counts as silence. */
  setRate(hz: number): void {
    const periodMs = 1000 / hz / (this.#board?.simulated?.speed ?? 1)
    this.#silence.setPeriod(periodMs)
    this.#options.clock.setPeriod(periodMs)
  }

  #tick(): void {
    const nowMs = this.#options.clock.monoMs()
    const { timing } = this.#options
    // After a stall of this process, the lines that arrived meanwhile are read before silence is judged.
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
    switch (this.#wait.tick(nowMs)) {
      case 'ask':
        this.#askHello(nowMs)
        break
      case 'late':
        this.#options.late({ heardNoise: this.#heardNoise || this.#connection.midLine })
        break
      case 'give-up':
        this.#over({ kind: 'no-hello' })
        break
      case 'wait':
        break
    }
  }

  #askHello(nowMs: number): void {
    this.#askedAtMs = nowMs
    this.#connection.write({ type: 'hello' })
  }

  #watch(nowMs: number): void {
    const loss = this.#loss?.tick(nowMs) ?? null
    if (loss !== null) this.#options.loss(loss)
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
      case 'constants':
        this.#options.commands.done({
          command: 'CAL?',
          args: constantsText(message.constants).split(','),
        })
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
    if (before !== null && asked && this.#intake.continues(hello, before)) return
    // Each one is written to the disk. A reset that this misses shows in the next frame, and the board is asked.
    this.#hellosLeft = Math.min(mostHellos, this.#hellosLeft + (nowMs - this.#helloAtMs) / helloEveryMs)
    this.#helloAtMs = nowMs
    if (this.#hellosLeft < 1) {
      options.tally.ignored++
      return
    }
    this.#hellosLeft--
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
    this.setRate(judged.board.rateHz ?? 1)
    this.#intake.restart(judged.board, how.hello.ms)
    this.#pinger.restart(nowMs)
    if (how.reset) tally.resets++
    commands.setOnline(true)
    this.#loss ??= new LossWatch(tally, { windowMs: this.#options.timing.lossWindowMs, nowMs })
    this.#options.hello(judged.board, how.reset)
    this.#heard(nowMs)
  }

  #frame(message: FrameMessage): void {
    const board = this.#board
    // The board was already running. It is asked for its hello soon; frames before that are left out.
    if (board === null) return
    const { frame, resetSuspected } = this.#intake.take(message, board)
    const nowMs = this.#options.clock.monoMs()
    if (resetSuspected) this.#askHello(nowMs)
    if (frame === null) return
    this.#heard(nowMs)
    this.#options.frame(frame)
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

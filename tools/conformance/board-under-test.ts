/**
 * The board under test: opens its port, queries it, and keeps what later checks need. Every wait has a limit.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { encodeLine, type FrameMessage, type HelloMessage } from '../../firmware-protocol/index.ts'
import type { Source } from '../../gateway/link/sources/source.ts'
import type { Heard } from './heard.ts'
import { StallWatch } from './stall-watch.ts'
import { Watch } from './watch.ts'
import { Wire } from './wire.ts'

export interface Pace {
  /** Opening a port resets most boards; nothing is written for this long. */
  readonly helloWaitMs: number
  /** How long the port stays closed before it is opened again: some boards notice only then. */
  readonly reopenAfterMs: number
  readonly askEveryMs: number
  readonly asks: number
  /** How long to wait for an answer; within 1 s it is on time. */
  readonly answerMs: number
  /** Board seconds over which a rate is measured. */
  readonly windowS: number
  /** Interval between broken lines: a board sends only a few E,crc a second. */
  readonly betweenBrokenMs: number
}

export const usualPace: Pace = {
  helloWaitMs: 2500,
  reopenAfterMs: 150,
  askEveryMs: 500,
  asks: 4,
  answerMs: 3000,
  windowS: 3,
  betweenBrokenMs: 350,
}

export type Answer =
  | {
      readonly kind: 'done'
      readonly args: readonly string[]
      readonly sentMs: number
      readonly atMs: number
    }
  | { readonly kind: 'refused'; readonly code: string; readonly command: string | null }
  | { readonly kind: 'none' }

export interface Opening {
  readonly hello: HelloMessage
  /** Sent unasked: opening resets this board. */
  readonly unasked: boolean
  readonly afterMs: number
}

export interface TimedFrame {
  readonly frame: FrameMessage
  readonly atMs: number
}

const onTimeMs = 1000

export class BoardUnderTest {
  readonly watch = new Watch()
  readonly stalls = new StallWatch()
  readonly pace: Pace
  readonly source: Source
  /** The first opening. */
  first: Opening | null = null
  /** Late or unexpected answers. */
  readonly answerFaults: string[] = []
  /** Expected or not. */
  answers = 0
  /** Hellos that nobody asked for, as sentences. */
  readonly unaskedHellos: string[] = []
  /** A PING clock reading near the start: host ms, board ms, and half the round trip. */
  clockStart: ClockReading | null = null
  idSet: string | null = null
  /** Current frames per second, if known. */
  hzNow: number | null = null
  /** Last measured rate. */
  measuredHz: number | null = null
  /** State before the port was reopened, and the hello after it. */
  beforeRestart: { readonly hello: HelloMessage | null; readonly clock: ClockReading | null } | null = null
  /** Reopening the port restarted the board; null before that. */
  restarted: boolean | null = null
  second: Opening | null = null
  /** An answer is missing: the board may hang. */
  doubtful = false
  #wire: Wire | null = null
  #pending = 0
  #tokens = 0
  /** Questions for the hello that have no answer yet. */
  #hellosDue = 0

  constructor(source: Source, pace: Pace) {
    this.source = source
    this.pace = pace
  }

  get hello(): HelloMessage | null {
    return this.watch.hello
  }

  /** The board is simulated, so its time may stop while the computer is busy. */
  get isSimulated(): boolean {
    return this.first?.hello.extra.sim === '1'
  }

  /** Simulated seconds per second; 1 for a real board. */
  get speed(): number {
    const speed = this.isSimulated ? Number(this.first?.hello.extra.speed ?? '1') : 1
    return Number.isFinite(speed) && speed > 0 ? speed : 1
  }

  /** Frames per second after a reset, from the hello. */
  get ownHz(): number | null {
    return this.first?.hello.rateHz ?? null
  }

  /** Ready for commands. */
  get isOpen(): boolean {
    return this.#wire !== null && !this.#wire.closed
  }

  /** Reopens the port and waits for a hello; null if none arrives. @throws SourceUnavailable */
  async open(signal: AbortSignal): Promise<Opening | null> {
    await this.close()
    await delay(this.pace.reopenAfterMs)
    const openedMs = performance.now()
    const wire = new Wire(await this.source.open(signal))
    this.#wire = wire
    this.watch.opened()
    this.#hellosDue = 1
    wire.listen((heard) => heard !== null && this.#heard(heard))
    const helloIn = (ms: number) =>
      wire.wait(({ message }) => (message?.type === 'hello' ? message : null), ms)
    let hello = await helloIn(this.pace.helloWaitMs)
    const unasked = hello !== null
    for (
      let asked = 0;
      hello === null && asked < this.pace.asks && !wire.closed && !signal.aborted;
      asked++
    ) {
      const answer = helloIn(this.pace.askEveryMs)
      this.#hellosDue++
      wire.write(encodeLine('HELLO?'))
      hello = await answer
    }
    this.doubtful = hello === null
    return hello === null ? null : { hello, unasked, afterMs: performance.now() - openedMs }
  }

  async close(): Promise<void> {
    await this.#wire?.close()
    this.#wire = null
  }

  /** Sends raw bytes. */
  raw(text: string): void {
    this.#wire?.write(text)
  }

  /** Sends a command (built from `body`, or `line` as given) and waits for its answer. */
  async ask(body: string, line = encodeLine(body)): Promise<Answer> {
    const name = body.split(',')[0] ?? ''
    const answer = await this.expect(name, line)
    if (answer.kind === 'none') this.doubtful = true
    return answer
  }

  /** Sends bytes and waits for `A,<name>` or any `E` that may be meant for it. */
  async expect(name: string, line: string): Promise<Answer> {
    const wire = this.#wire
    if (wire === null) return { kind: 'none' }
    this.#pending++
    const sentMs = performance.now()
    const stalledBefore = this.stalls.totalMs
    const waiting = wire.wait((heard) => answerIn(heard, { name, sentMs }), this.pace.answerMs)
    wire.write(line)
    const answer = (await waiting) ?? { kind: 'none' as const }
    this.#pending--
    if (answer.kind !== 'none') {
      this.answers++
      const afterMs = performance.now() - sentMs - (this.stalls.totalMs - stalledBefore)
      if (afterMs > onTimeMs && this.answerFaults.length < 20)
        this.answerFaults.push(
          `${name || 'a broken line'} was answered after ${(afterMs / 1000).toFixed(1)} s`,
        )
    }
    return answer
  }

  async askHello(): Promise<HelloMessage | null> {
    const wire = this.#wire
    if (wire === null) return null
    const answer = wire.wait(
      ({ message }) => (message?.type === 'hello' ? message : null),
      this.pace.answerMs,
    )
    this.#hellosDue++
    wire.write(encodeLine('HELLO?'))
    const hello = await answer
    if (hello === null) this.doubtful = true
    return hello
  }

  /** Does it answer PING? */
  async alive(tries = 3): Promise<boolean> {
    for (let i = 0; i < tries && this.isOpen; i++) {
      const token = this.token()
      const answer = await this.expect('PING', encodeLine(`PING,${token}`))
      if (answer.kind === 'done') return true
    }
    return false
  }

  /** Runs an action during which unexpected answers are allowed. */
  async unordered<T>(run: () => Promise<T>): Promise<T> {
    this.#pending++
    try {
      return await run()
    } finally {
      this.#pending--
    }
  }

  /** Calls back with every line of this connection until the returned function is called. */
  listen(listener: (heard: Heard) => void): () => void {
    return this.#wire?.listen((heard) => heard !== null && listener(heard)) ?? (() => {})
  }

  /** What is asked or comes from here on counts. */
  forgetHellos(): void {
    this.#hellosDue = 0
    this.unaskedHellos.length = 0
  }

  token(): string {
    this.#tokens++
    return `c${this.#tokens}`
  }

  /** Collects good frames until there are enough, or the real time is over. */
  async frames(count: number, timeoutMs: number): Promise<TimedFrame[]> {
    const taken: TimedFrame[] = []
    await this.#wire?.wait((heard) => {
      const frame = this.goodFrame(heard)
      if (frame !== null) taken.push({ frame, atMs: heard.atMs })
      return taken.length >= count ? true : null
    }, timeoutMs)
    return taken
  }

  /** Collects lines for this long, at most 5000. */
  async lines(realMs: number): Promise<Heard[]> {
    const taken: Heard[] = []
    await this.#wire?.wait((heard) => {
      if (taken.length < 5000) taken.push(heard)
      return null
    }, realMs)
    return taken
  }

  /** The frame of a line, if it has the number of counts in the hello. */
  goodFrame({ message }: Heard): FrameMessage | null {
    if (message?.type !== 'frame') return null
    return this.hello !== null && message.counts.length === this.hello.channels ? message : null
  }

  /** Real ms for this many board seconds. */
  realMs(boardS: number): number {
    return (boardS * 1000) / this.speed
  }

  /** The PING with the shortest round trip of several. */
  async readClock(): Promise<ClockReading | null> {
    let best: ClockReading | null = null
    for (let i = 0; i < 6; i++) {
      const token = this.token()
      const answer = await this.ask(`PING,${token}`)
      if (answer.kind !== 'done') continue
      const boardMs = Number(answer.args[1])
      const halfMs = (answer.atMs - answer.sentMs) / 2
      if (Number.isSafeInteger(boardMs) && (best === null || halfMs < best.halfMs))
        best = { hostMs: answer.sentMs + halfMs, boardMs, halfMs, stalledMs: this.stalls.totalMs }
    }
    return best
  }

  #heard(heard: Heard): void {
    // Accept a wrong checksum only from a board that always computes it differently; else the line was damaged.
    const believed =
      heard.sumIsRight || this.watch.otherSums ? heard : ({ ...heard, message: null } satisfies Heard)
    const before = this.hello
    this.watch.line(believed)
    if (believed.message?.type === 'hello') this.#greeted(believed.message, before)
    if (heard.message?.type !== 'ack' || this.#pending > 0) return
    this.answers++
    if (this.answerFaults.length < 20) this.answerFaults.push(`an unexpected answer: ${heard.raw}`)
  }

  #greeted(hello: HelloMessage, before: HelloMessage | null): void {
    if (this.#hellosDue > 0) {
      this.#hellosDue--
      return
    }
    if (this.unaskedHellos.length >= 1000) return
    const runsOn = before !== null && hello.boot === before.boot && hello.ms >= before.ms
    this.unaskedHellos.push(
      runsOn
        ? `a hello at ms ${hello.ms} that nobody asked for, without a reset: a host takes it for one`
        : `the board restarted (boot ${before?.boot ?? '?'}, then ${hello.boot ?? '?'})`,
    )
  }
}

export interface ClockReading {
  readonly hostMs: number
  readonly boardMs: number
  /** Half the round trip: the possible error. */
  readonly halfMs: number
  /** Stalls of this process so far. */
  readonly stalledMs: number
}

function answerIn({ message, atMs }: Heard, sent: { name: string; sentMs: number }): Answer | null {
  if (message?.type === 'ack' && message.command === sent.name)
    return { kind: 'done', args: message.args, sentMs: sent.sentMs, atMs }
  if (message?.type === 'constants' && sent.name === 'CAL?')
    return { kind: 'done', args: [], sentMs: sent.sentMs, atMs }
  if (message?.type === 'refused' && (message.command === null || message.command === sent.name))
    return { kind: 'refused', code: message.code, command: message.command }
  return null
}

/**
 * The link to one cushion: opens its source, keeps it open for ever, and gives frames on the cushion's time.
 *
 *   source.open() -> session (handshake, frames, commands) -> closed -> backoff -> source.open() ...
 *
 * It never gives up and never throws: a missing cable or cushion is a state with a sentence. Readings are not judged here.
 */
import type { Duplex } from 'node:stream'
import type { HostCommand } from '../../firmware-protocol/index.ts'
import { Backoff } from './backoff.ts'
import type { BoardHello } from './board.ts'
import { type CommandAnswer, CommandQueue } from './command-queue.ts'
import type { Link, LinkCounters, LinkEvents, LinkOptions, LinkState } from './link-interface.ts'
import { Session, type SessionEnd } from './session.ts'
import { type Source, SourceUnavailable } from './sources/source.ts'
import { Tally } from './tally.ts'
import type { EpochsState } from './time/epochs.ts'
import { hostTime } from './time/host-clock.ts'
import { LinkClock, type LinkJump } from './time/link-clock.ts'
import { defaultTiming, type Timing } from './timing.ts'
import { words } from './words.ts'

export type * from './link-interface.ts'
export type { LinkJump } from './time/link-clock.ts'

export function createLink(options: LinkOptions): Link {
  return new CushionLink(options)
}

class CushionLink implements Link {
  readonly #options: LinkOptions
  #events: LinkEvents = unheard
  readonly #timing: Timing
  readonly #clock: LinkClock
  readonly #tally = new Tally()
  readonly #commands: CommandQueue
  readonly #backoff: Backoff
  #stopping: AbortController | null = null
  #running: Promise<void> = Promise.resolve()
  #session: Session | null = null
  #state: { state: LinkState; detail: string }
  #wantedHz: number | null = null

  constructor(options: LinkOptions) {
    this.#options = options
    this.#timing = { ...defaultTiming, ...options.timing }
    this.#clock = new LinkClock({
      time: options.hostTime ?? hostTime,
      lastAtMs: options.lastAtMs,
      epochs: options.epochs ?? null,
      simulated: options.simulated ?? false,
      onJump: (jump) => this.#jumped(jump),
    })
    this.#commands = new CommandQueue((command) => this.#accepted(command))
    this.#backoff = new Backoff({
      minMs: this.#timing.backoffMinMs,
      maxMs: this.#timing.backoffMaxMs,
      random: options.random ?? Math.random,
    })
    this.#state = { state: 'connecting', detail: words.connecting(options.source.name) }
  }

  start(events: LinkEvents): void {
    if (this.#stopping !== null) return
    this.#events = events
    const stopping = new AbortController()
    this.#stopping = stopping
    const { state, detail } = this.#state
    this.#clock.start()
    events.state(state, detail)
    this.#running = this.#run(stopping.signal)
  }

  async stop(): Promise<void> {
    this.#stopping?.abort()
    this.#session?.close()
    await this.#running
  }

  nowMs(): number {
    return this.#clock.nowMs()
  }

  clock(): { kind: 'wall' | 'simulated'; speed: number } {
    return this.#clock.kind()
  }

  epochs(): EpochsState {
    return this.#clock.epochs.state
  }

  isShared(atMs: number): boolean {
    return this.#clock.epochs.isShared(atMs)
  }

  state(): { state: LinkState; detail: string } {
    return this.#state
  }

  counters(): LinkCounters {
    const { rejected, framesLost, ignored, partial, resets, reconnects } = this.#tally
    return {
      rejected: { ...rejected },
      framesLost,
      ignored,
      partial,
      resets,
      reconnects,
      clockOffsetMs: this.#clock.offsetMs(),
      driftPpm: this.#clock.driftPpm(),
      lastFrameAgeMs: this.#clock.lastFrameAgeMs(),
    }
  }

  send(command: HostCommand, timeoutMs = this.#timing.commandTimeoutMs): Promise<CommandAnswer> {
    return this.#commands.send(command, timeoutMs)
  }

  async #run(signal: AbortSignal): Promise<void> {
    const watch = setInterval(() => this.#clock.check(), this.#timing.tickMs * 5)
    while (!signal.aborted) {
      const { openedPort } = await this.#connect(signal)
      const { absentMaxMs } = this.#timing
      const waitMs = this.#backoff.nextMs()
      if (!signal.aborted) await pause(openedPort ? waitMs : Math.min(waitMs, absentMaxMs), signal)
    }
    clearInterval(watch)
  }

  /** One attempt, from opening to the end of the session. */
  async #connect(signal: AbortSignal): Promise<{ openedPort: boolean }> {
    const { source } = this.#options
    const opened = await openOrStop(source, signal)
    if (signal.aborted) return { openedPort: false }
    if (opened instanceof Error) {
      this.#setState('unplugged', opened.message)
      return { openedPort: opened instanceof SourceUnavailable && opened.openedPort }
    }
    // While it is tried again and again the last clear answer stands.
    if (this.#state.state !== 'no-cushion' && this.#state.state !== 'refused') {
      this.#setState('handshake', words.handshake(source.name))
    }
    const end = await new Promise<SessionEnd>((over) => {
      this.#session = this.#newSession(opened, over)
      this.#session.start()
    })
    this.#session = null
    if (!signal.aborted) this.#ended(end)
    await closed(opened)
    return { openedPort: true }
  }

  #newSession(stream: Duplex, over: (end: SessionEnd) => void): Session {
    const { source, channels } = this.#options
    return new Session(stream, {
      port: source.name,
      channels,
      timing: this.#timing,
      clock: this.#clock,
      commands: this.#commands,
      tally: this.#tally,
      hello: (board, reset) => this.#hello(board, reset),
      frame: (frame) => this.#events.frame(frame),
      stale: (isStale) => {
        if (isStale) this.#setState('stale', words.stale(source.name))
        else this.#setState('online', words.online(source.name))
      },
      over,
    })
  }

  #hello(board: BoardHello, reset: boolean): void {
    if (!reset) {
      this.#backoff.reset()
      this.#tally.reconnects++
    }
    if (reset) this.#options.log('warn', words.reset(this.#options.source.name))
    this.#events.hello(board, { nowMs: this.#clock.nowMs(), reset })
    this.#setState('online', words.online(this.#options.source.name))
    const hz = this.#wantedHz
    if (hz !== null && board.rateHz !== hz) void this.send({ type: 'rate', hz })
  }

  #accepted(command: HostCommand): void {
    if (command.type !== 'rate') return
    this.#wantedHz = command.hz
    this.#session?.setRate(command.hz)
  }

  #ended(end: SessionEnd): void {
    const { name } = this.#options.source
    switch (end.kind) {
      case 'closed':
        this.#setState('unplugged', words.unplugged(name, end.problem))
        break
      case 'no-hello':
        this.#setState('no-cushion', words.noCushion(name, end.heardNoise))
        break
      case 'refused':
        this.#setState('refused', end.detail)
        break
      case 'silent':
        this.#setState('stale', words.reopening(name))
        break
    }
  }

  #jumped(jump: LinkJump): void {
    this.#options.log('warn', words.clockJump(jump))
    this.#events.clockJump?.(jump)
  }

  #setState(state: LinkState, detail: string): void {
    if (state === this.#state.state && detail === this.#state.detail) return
    this.#state = { state, detail }
    this.#options.log(state === 'online' || state === 'handshake' ? 'info' : 'warn', detail)
    this.#events.state(state, detail)
  }
}

/** A fresh stream, or the error that says why there is none. A port that opens after the stop is closed again. */
function openOrStop(source: Source, signal: AbortSignal): Promise<Duplex | Error> {
  return new Promise((resolve) => {
    const settle = (result: Duplex | Error) => {
      signal.removeEventListener('abort', onAbort)
      resolve(result)
    }
    const onAbort = () => settle(new Error('stopped'))
    signal.addEventListener('abort', onAbort)
    source.open(signal).then(
      (stream) => {
        if (signal.aborted) stream.on('error', () => {}).destroy()
        settle(stream)
      },
      (error: unknown) => settle(error instanceof Error ? error : new Error(String(error))),
    )
  })
}

/** Until the port is free again, for the next opening would find it locked; a driver that hangs does not hold up for long. */
function closed(stream: Duplex): Promise<void> {
  if (stream.closed) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, closeTimeoutMs)
    stream.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

const closeTimeoutMs = 1000
/** Before the start nothing happens that could be heard. */
const unheard: LinkEvents = { hello() {}, frame() {}, state() {} }

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}

/**
 * The link to one cushion: opens its source, keeps it open, and gives frames on the cushion's time.
 *
 *   source.open() -> session (handshake, frames, commands) -> closed -> backoff -> source.open() ...
 *
 * It never gives up and never throws: a missing cable or cushion is a state with an explanation. It does not judge readings.
 */
import type { Duplex } from 'node:stream'
import type { HostCommand } from '../../firmware-protocol/index.ts'
import { Backoff } from './backoff.ts'
import type { BoardHello } from './board.ts'
import { type CommandAnswer, CommandQueue } from './command-queue.ts'
import type { Link, LinkCounters, LinkEvents, LinkOptions } from './link-interface.ts'
import { LinkStatus, type Status } from './link-status.ts'
import { closed, openOrStop, pause } from './open-stream.ts'
import { Session, type SessionEnd } from './session.ts'
import { SourceUnavailable } from './sources/source.ts'
import { Tally } from './tally.ts'
import type { EpochsState } from './time/epochs.ts'
import { hostTime } from './time/host-clock.ts'
import { LinkClock, type LinkJump } from './time/link-clock.ts'
import { defaultTiming, type Timing } from './timing.ts'
import { clockJumpWords } from './words.ts'

export type * from './link-interface.ts'
export type { LinkJump } from './time/link-clock.ts'

/** After Wi-Fi roams or an access point restarts, TCP delivers what the board sent meanwhile. */
const heldBackMs = 60_000

export function createLink(options: LinkOptions): Link {
  return new CushionLink(options)
}

class CushionLink implements Link {
  readonly #options: LinkOptions
  #events: LinkEvents = unheard
  readonly #timing: Timing
  /** Consecutive openings without a hello. Each gives the board more time to start. */
  #silentOpenings = 0
  readonly #clock: LinkClock
  readonly #tally = new Tally()
  readonly #commands: CommandQueue
  readonly #backoff: Backoff
  #stopping: AbortController | null = null
  #running: Promise<void> = Promise.resolve()
  #session: Session | null = null
  readonly #status: LinkStatus
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
    this.#status = new LinkStatus(options, ({ state, detail }) => this.#events.state(state, detail))
  }

  start(events: LinkEvents): void {
    if (this.#stopping !== null) return
    this.#events = events
    const stopping = new AbortController()
    this.#stopping = stopping
    const { state, detail } = this.#status.now
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

  isClockSet(): boolean {
    return this.#clock.isSet
  }

  epochs(): EpochsState {
    return this.#clock.epochs.state
  }

  isShared(atMs: number): boolean {
    return this.#clock.epochs.isShared(atMs)
  }

  state(): Status {
    return this.#status.now
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

  /** One attempt, from opening the source to the end of the session. */
  async #connect(signal: AbortSignal): Promise<{ openedPort: boolean }> {
    const { source } = this.#options
    const opened = await openOrStop(source, signal)
    if (signal.aborted) return { openedPort: false }
    if (opened instanceof Error) {
      this.#silentOpenings = 0
      this.#status.set('unplugged', opened.message)
      return { openedPort: opened instanceof SourceUnavailable && opened.openedPort }
    }
    // While the link tries again and again, the last clear answer remains.
    if (this.#status.now.state !== 'no-cushion' && this.#status.now.state !== 'refused') {
      this.#status.set('handshake', this.#status.words.handshake())
    }
    void this.#warnOfReaders()
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
    const { reopenAfterStaleMs: reopen } = this.#timing
    const reopenAfterStaleMs = source.kind === 'network' ? Math.max(reopen, heldBackMs) : reopen
    return new Session(stream, {
      opening: { silentBefore: this.#silentOpenings, askAtOnce: source.kind === 'network' },
      late: (heard) =>
        void this.#status.setWithReaders('no-cushion', (others) =>
          this.#status.words.noCushion(heard, others),
        ),
      port: source.name,
      channels,
      timing: { ...this.#timing, reopenAfterStaleMs },
      clock: this.#clock,
      commands: this.#commands,
      tally: this.#tally,
      hello: (board, reset) => this.#hello(board, reset),
      frame: (frame) => this.#events.frame(frame),
      stale: (isStale) => {
        if (isStale) void this.#status.setWithReaders('stale', (others) => this.#status.words.stale(others))
        else this.#status.set('online', this.#status.words.online())
      },
      loss: (loss) => {
        if (this.#status.now.state !== 'online') return
        if (loss.heavy)
          void this.#status.setWithReaders('online', (others) => this.#status.words.losses(loss, others))
        else this.#status.set('online', this.#status.words.online())
      },
      over,
    })
  }

  #hello(board: BoardHello, reset: boolean): void {
    if (!reset) {
      this.#backoff.reset()
      this.#silentOpenings = 0
      this.#tally.reconnects++
    }
    if (reset) this.#options.log('warn', this.#status.words.reset())
    this.#events.hello(board, { nowMs: this.#clock.nowMs(), reset })
    this.#status.set('online', this.#status.words.online())
    const hz = this.#wantedHz
    if (hz !== null && board.rateHz !== hz) void this.send({ type: 'rate', hz })
  }

  #accepted(command: HostCommand): void {
    if (command.type !== 'rate') return
    this.#wantedHz = command.hz
    this.#session?.setRate(command.hz)
  }

  #ended(end: SessionEnd): void {
    switch (end.kind) {
      case 'closed':
        this.#status.set('unplugged', this.#status.words.unplugged(end.problem))
        break
      case 'no-hello':
        this.#silentOpenings++
        break
      case 'refused':
        this.#status.set('refused', end.detail)
        break
      case 'silent':
        this.#status.set('stale', this.#status.words.reopening())
        break
    }
  }

  async #warnOfReaders(): Promise<void> {
    const others = await this.#status.otherReaders()
    if (others !== null && this.#session !== null)
      this.#options.log('warn', this.#status.words.sharedPort(others))
  }

  #jumped(jump: LinkJump): void {
    this.#options.log('warn', clockJumpWords(jump))
    this.#events.clockJump?.(jump)
  }
}

/** Until the link starts, there are no events. */
const unheard: LinkEvents = { hello() {}, frame() {}, state() {} }

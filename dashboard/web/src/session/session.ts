/**
 * The connection of one page to the dashboard server. Data flows one way:
 *
 *   socket --> cushion-feed --> live-feed --> signals --> pages     of the cushion shown
 *          --> cushion-choice                                       which one that is
 *          --> simulator-console                                    for a simulated one, while its console is open
 */
import type { ReadonlySignal, Signal } from '@preact/signals'
import type { RealTime } from '../../../../core/time/stopwatch.ts'
import type { Account } from './account.ts'
import { openCushionChoice } from './cushion/cushion-choice.ts'
import { openCushionFeed } from './cushion/cushion-feed.ts'
import type { FrameSource } from './cushion/live-feed.ts'
import type { PageSocket } from './cushion/page-socket.ts'
import { openRequests } from './requests.ts'
import type { Session } from './session-contract.ts'
import { openSignals } from './signals.ts'
import { openSimulatorConsole } from './simulator-console.ts'

export interface SessionParts {
  readonly socket: PageSocket
  readonly real: RealTime
  readonly frames: FrameSource
  /** The cushion that a person chose last. */
  readonly chosen: Signal<string | null>
  readonly hidden: ReadonlySignal<readonly string[]>
  readonly account: Pick<Account, 'look' | 'person' | 'signInNeeded'>
}

/** Between two tries where the server answered, but let nobody in. */
const askAgainMs = 2000

export function openSession(parts: SessionParts): Session {
  const { socket, real, frames, chosen, hidden, account } = parts
  const signals = openSignals(real)
  const { connection, cushion, availability, tolerance, health } = signals
  const feed = openCushionFeed({ real, frames, signals })
  const simulatorConsole = openSimulatorConsole(socket, cushion)
  const choice = openCushionChoice({ socket, signals, chosen, hidden, feed, simulatorConsole })

  const ofShown =
    <T extends { readonly cushion: string }>(take: (update: T) => void) =>
    (update: T): void => {
      if (update.cushion === cushion.value) take(update)
    }
  const disconnected = (): void => {
    connection.value = 'disconnected'
  }
  /** The server let this page in no further: somebody has to sign in, or the accounts cannot be read now. */
  const refused = async (): Promise<void> => {
    await account.look()
    if (account.signInNeeded.value) choice.forget()
    else setTimeout(() => socket.connect(), askAgainMs)
  }

  const listen = (): void => {
    socket.on('connect', () => {
      connection.value = 'connected'
      // The session may be another one by now, with a token of its own.
      if (account.person.value !== null) void account.look()
      void choice.connected()
    })
    socket.on('disconnect', disconnected)
    socket.on('connect_error', () => {
      disconnected()
      // Otherwise there was no answer, and the socket tries again by itself.
      if (!socket.active) void refused()
    })
    socket.on('revoked', () => {
      choice.takenBack()
      void account.look()
    })
    socket.on('cushions', choice.take)
    socket.on('health', (next) => {
      health.value = next
    })
    socket.on('live', ({ cushion: id, live }) => {
      const shown = () => socket.emit('shown', { cushion: id })
      if (id === cushion.value) feed.live(live, shown)
      else shown()
    })
    socket.on(
      'availability',
      ofShown((update) => {
        availability.value = update.availability
      }),
    )
    socket.on(
      'state',
      ofShown(({ state }) => feed.state(state)),
    )
    socket.on(
      'info',
      ofShown(({ info }) => feed.info(info)),
    )
    socket.on(
      'event',
      ofShown(({ event }) => feed.event(event)),
    )
    socket.on(
      'tolerance',
      ofShown((update) => {
        tolerance.value = update.tolerance
      }),
    )
    socket.on('tester', ofShown(simulatorConsole.take))
  }

  return {
    ...signals,
    ...openRequests(socket, cushion),
    simulatorConsole,
    strip: feed.strip,
    select: choice.select,
    left: choice.left,
    retry: choice.retry,
    signedIn() {
      choice.forget()
      socket.disconnect().connect()
    },
    signedOut() {
      choice.forget()
      socket.disconnect()
    },
    start() {
      listen()
      feed.start()
      socket.connect()
    },
    stop() {
      socket.close()
      socket.removeAllListeners()
      feed.stop()
    },
  }
}

/**
 * The connection of one page to the dashboard server, as signals: a snapshot on joining, then what changes. The strip
 * takes one point a second, also while the page is hidden.
 */
import { batch, type Signal } from '@preact/signals'
import { io } from 'socket.io-client'
import type { CushionInfo, CushionSummary, Live, Problem, Snapshot } from '../../../../contract/pages.ts'
import { cushionClock, type RealTime, stopwatch } from './cushion-clock.ts'
import { type FrameSource, liveFeed } from './live-feed.ts'
import { answerWithinMs, openRequests, type PageSocket } from './requests.ts'
import type { Session } from './session-contract.ts'
import { openSignals } from './signals.ts'
import { openBench } from './simulator-console.ts'
import { stripBuffer } from './strip.ts'
import { zonedDay } from './zoned-day.ts'

const keptEvents = 200
const late: Problem = {
  type: 'about:blank',
  title: 'No answer from Sitbone',
  status: 0,
  detail: 'The server did not send the state of this cushion in time. Your data is not affected.',
}

export interface SessionParts {
  readonly real: RealTime
  readonly frames: FrameSource
  /** The cushion that was shown last. */
  readonly chosen: Signal<string | null>
}

/** The cushion's time of the latest that a snapshot tells; null when it tells nothing. */
function latestMs({ state, live }: Snapshot): number | null {
  const stateMs = state ? Date.parse(state.at) : Number.NaN
  const lastMs = Math.max(live?.atMs ?? 0, Number.isFinite(stateMs) ? stateMs : 0)
  return lastMs > 0 ? lastMs : null
}

export function openSession({ real, frames, chosen }: SessionParts): Session {
  const clock = cushionClock(real)
  const strip = stripBuffer()
  const signals = openSignals(real)
  const { connection, cushions, cushion, loading, availability, info, heard } = signals
  const { tolerance, live, health, day, stripVersion, recentEvents, nowMs, liveAgeS, outdated } = signals
  /** Of the pages, as this one was loaded. */
  let build: string | null = null

  /** How long ago the last reading arrived here, and how old it was then. */
  let received: { readonly sinceMs: () => number; readonly ageMs: number } | null = null
  /** Until the snapshot of a new connection is here, what arrives is old news and must not sound. */
  let awaitingSnapshot = true
  let ticker: ReturnType<typeof setInterval> | null = null
  let socket: PageSocket | null = null

  const bench = openBench(() => socket, cushion)

  const ageNow = (): number | null => received && (received.sinceMs() + received.ageMs) / 1000

  const tick = (): void =>
    batch(() => {
      nowMs.value = clock.nowMs()
      liveAgeS.value = ageNow()
    })

  const feed = liveFeed(frames, (next) =>
    batch(() => {
      live.value = next
      liveAgeS.value = ageNow()
    }),
  )

  const takeLive = (next: Live, shown?: () => void): void => {
    clock.heard(next.atMs)
    const onWayMs = clock.nowMs() - next.atMs
    received = { sinceMs: stopwatch(real), ageMs: Math.min(Math.max(0, onWayMs), 2_000) }
    if (strip.add(next)) stripVersion.value += 1
    feed.offer(next, shown)
  }

  const forget = (): void => {
    received = null
    feed.clear()
    bench.forget()
    strip.reset([])
    batch(() => {
      availability.value = null
      info.value = null
      heard.value = null
      tolerance.value = null
      live.value = null
      liveAgeS.value = null
      recentEvents.value = []
      stripVersion.value += 1
    })
  }

  const takeInfo = (next: CushionInfo): void => {
    clock.setKind(next.clock)
    info.value = next
  }

  const takeSnapshot = (snapshot: Snapshot): void =>
    batch(() => {
      awaitingSnapshot = false
      if (snapshot.info) takeInfo(snapshot.info)
      clock.restored(latestMs(snapshot))
      const ageMs = snapshot.liveAgeMs
      received = ageMs === null ? null : { sinceMs: stopwatch(real), ageMs }
      availability.value = snapshot.availability
      heard.value = snapshot.state ? { state: snapshot.state, restored: true } : null
      tolerance.value = snapshot.tolerance
      live.value = snapshot.live
      health.value = snapshot.health
      day.value = zonedDay(snapshot.day.zone, snapshot.day.startHour)
      if (build !== null && snapshot.build !== null && snapshot.build !== build) outdated.value = true
      build ??= snapshot.build
      strip.reset(snapshot.strip)
      stripVersion.value += 1
      loading.value = 'ready'
      tick()
    })

  const join = async (id: string): Promise<void> => {
    if (socket === null) return
    try {
      const answer = await socket.timeout(answerWithinMs).emitWithAck('join', { cushion: id, paced: true })
      if (cushion.value !== id) return
      if ('problem' in answer) loading.value = { problem: answer.problem }
      else {
        takeSnapshot(answer)
        bench.joined()
      }
    } catch {
      if (cushion.value === id && loading.value !== 'ready') loading.value = { problem: late }
    }
  }

  const select = (id: string): void => {
    const before = cushion.value
    chosen.value = id
    if (before === id) return
    if (before !== null) socket?.emit('leave', { cushion: before })
    forget()
    awaitingSnapshot = true
    cushion.value = id
    loading.value = 'loading'
    void join(id)
  }

  const takeCushions = (list: readonly CushionSummary[]): void => {
    cushions.value = list
    const current = cushion.value
    if (current !== null) {
      // After a restart of the server the cushion may be known a moment later than this page is back.
      if (typeof loading.value === 'string') return
      const other = list[0]
      if (list.some((entry) => entry.id === current)) void join(current)
      else if (other) select(other.id)
      return
    }
    const wanted = list.find((entry) => entry.id === chosen.value) ?? list[0]
    if (wanted) select(wanted.id)
    else loading.value = 'no-cushion'
  }

  const connected = async (): Promise<void> => {
    connection.value = 'connected'
    awaitingSnapshot = true
    const current = cushion.value
    if (current !== null) void join(current)
    try {
      const list = await socket?.timeout(answerWithinMs).emitWithAck('cushions')
      if (list) takeCushions(list)
    } catch {
      // The server repeats the list when it changes; until then the page says that it is waiting.
    }
  }

  const mine =
    <T extends { readonly cushion: string }>(take: (update: T) => void) =>
    (update: T): void => {
      if (update.cushion === cushion.value) take(update)
    }

  return {
    ...signals,
    bench,
    strip,
    select,
    retry() {
      loading.value = 'loading'
      if (cushion.value !== null) void join(cushion.value)
      else void connected()
    },
    ...openRequests(() => socket, cushion),
    start() {
      if (socket !== null) return
      const opened: PageSocket = io({ reconnectionDelayMax: 4_000 })
      socket = opened
      opened.on('connect', () => void connected())
      opened.on('disconnect', () => {
        connection.value = 'disconnected'
      })
      opened.on('connect_error', () => {
        connection.value = 'disconnected'
      })
      opened.on('cushions', takeCushions)
      opened.on('live', ({ cushion: id, live }) => {
        const shown = () => opened.emit('shown', { cushion: id })
        if (id === cushion.value) takeLive(live, shown)
        else shown()
      })
      opened.on(
        'state',
        mine((update) => {
          if (Number.isFinite(Date.parse(update.state.at))) clock.heard(Date.parse(update.state.at))
          heard.value = { state: update.state, restored: awaitingSnapshot }
          tick()
        }),
      )
      opened.on(
        'info',
        mine((update) => takeInfo(update.info)),
      )
      opened.on(
        'availability',
        mine((update) => {
          availability.value = update.availability
        }),
      )
      opened.on(
        'tolerance',
        mine((update) => {
          tolerance.value = update.tolerance
        }),
      )
      opened.on(
        'event',
        mine((update) => {
          recentEvents.value = [...recentEvents.value, update.event].slice(-keptEvents)
        }),
      )
      opened.on('tester', bench.take)
      opened.on('health', (next) => {
        health.value = next
      })
      feed.start()
      ticker = setInterval(tick, 500)
    },
    stop() {
      socket?.close()
      socket = null
      if (ticker !== null) clearInterval(ticker)
      ticker = null
      feed.stop()
    },
  }
}

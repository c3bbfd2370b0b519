/**
 * The connection of one page to the dashboard server, as signals. Live readings are committed at most once per
 * animation frame; the strip takes one point a second, also while the page is hidden.
 */
import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { io, type Socket } from 'socket.io-client'
import type {
  ClientToServer,
  CushionEvent,
  CushionInfo,
  CushionState,
  CushionSummary,
  Health,
  Live,
  Problem,
  ServerToClient,
  Snapshot,
  Tolerance,
  Verb,
} from '../../../server/contract.ts'
import { cushionClock, type RealTime } from '../pure/cushion-clock.ts'
import { type Connection, type Freshness, type FreshnessKind, freshness } from '../pure/freshness.ts'
import { type StripBuffer, stripBuffer } from '../pure/strip.ts'
import { type ZonedDay, zonedDay } from '../pure/zoned-day.ts'

export type Outcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly message: string; readonly errors: NonNullable<Problem['errors']> }

export type Loading = 'loading' | 'ready' | 'no-cushion' | { readonly problem: Problem }

/** A state as the page heard it; `restored` came with a snapshot and never sounds. */
export interface HeardState {
  readonly state: CushionState
  readonly restored: boolean
}

export interface Session {
  readonly connection: Signal<Connection>
  readonly cushions: Signal<readonly CushionSummary[] | null>
  readonly cushion: Signal<string | null>
  readonly loading: Signal<Loading>
  readonly availability: Signal<'online' | 'offline' | null>
  readonly info: Signal<CushionInfo | null>
  readonly heard: Signal<HeardState | null>
  readonly state: ReadonlySignal<CushionState | null>
  readonly tolerance: Signal<Tolerance | null>
  readonly live: Signal<Live | null>
  readonly health: Signal<Health | null>
  readonly day: Signal<ZonedDay>
  readonly strip: StripBuffer
  /** Counts up once a second while readings come in. */
  readonly stripVersion: Signal<number>
  readonly recentEvents: Signal<readonly CushionEvent[]>
  /** Cushion time, twice a second. */
  readonly nowMs: Signal<number>
  /** Real seconds since the last reading was taken. */
  readonly liveAgeS: Signal<number | null>
  readonly freshness: ReadonlySignal<Freshness>
  /** Changes only when the kind does, for parts that do not tell the age. */
  readonly freshKind: ReadonlySignal<FreshnessKind>
  readonly relative: ReadonlySignal<boolean>
  select(cushion: string): void
  retry(): void
  command(verb: Verb, args: Record<string, unknown>): Promise<Outcome>
  saveTolerance(tolerance: Tolerance): Promise<Outcome>
  start(): void
  stop(): void
}

const answerWithinMs = 10_000
const keptEvents = 200
const hiddenEveryMs = 1_000
const browserZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
const failed = (message: string, errors: NonNullable<Problem['errors']> = []): Outcome => ({
  ok: false,
  message,
  errors,
})
const noAnswer = failed(
  'Sitbone did not answer. Nothing was changed as far as this page knows. Check the connection and try again.',
)

export function openSession(real: RealTime, chosen: Signal<string | null>): Session {
  const clock = cushionClock(real)
  const strip = stripBuffer()
  const connection = signal<Connection>('connecting')
  const cushions = signal<readonly CushionSummary[] | null>(null)
  const cushion = signal<string | null>(null)
  const loading = signal<Loading>('loading')
  const availability = signal<'online' | 'offline' | null>(null)
  const info = signal<CushionInfo | null>(null)
  const heard = signal<HeardState | null>(null)
  const tolerance = signal<Tolerance | null>(null)
  const live = signal<Live | null>(null)
  const health = signal<Health | null>(null)
  const day = signal<ZonedDay>(zonedDay(browserZone(), 4))
  const stripVersion = signal(0)
  const recentEvents = signal<readonly CushionEvent[]>([])
  const nowMs = signal(real.wallMs())
  const liveAgeS = signal<number | null>(null)
  const state = computed(() => heard.value?.state ?? null)
  const relative = computed(() => info.value?.calibration.mode === 'relative')

  /** When the last reading arrived here, and how old it was then; null age: a simulator's, which cannot be told. */
  let received: { readonly monotonicMs: number; readonly ageMs: number } | null = null
  /** Until the snapshot of a new connection is here, what arrives is old news and must not sound. */
  let awaitingSnapshot = true
  let pendingLive: Live | null = null
  /** Tells the server that the reading is on the screen; the next one comes only then. */
  let pendingSeen: (() => void) | null = null
  let frameRequest: number | null = null
  let hiddenTimer: ReturnType<typeof setTimeout> | null = null
  let ticker: ReturnType<typeof setInterval> | null = null
  let socket: Socket<ServerToClient, ClientToServer> | null = null

  const ageNow = (): number | null =>
    received === null ? null : (real.monotonicMs() - received.monotonicMs + received.ageMs) / 1000

  const currentFreshness = computed(() =>
    freshness({
      connection: connection.value,
      availability: availability.value,
      link: info.value?.link ?? null,
      rateHz: info.value?.board?.rateHz ?? null,
      liveAgeS: liveAgeS.value,
    }),
  )

  const freshKind = computed(() => currentFreshness.value.kind)

  const tick = (): void =>
    batch(() => {
      nowMs.value = clock.nowMs()
      liveAgeS.value = ageNow()
    })

  const commit = (): void => {
    frameRequest = null
    const next = pendingLive
    pendingLive = null
    if (next === null) return
    batch(() => {
      live.value = next
      liveAgeS.value = ageNow()
    })
    const seen = pendingSeen
    pendingSeen = null
    seen?.()
  }

  /** A hidden page gets no animation frames: it takes one reading a second, enough for its strip. */
  const schedule = (): void => {
    if (frameRequest !== null || hiddenTimer !== null) return
    if (document.hidden)
      hiddenTimer = setTimeout(() => {
        hiddenTimer = null
        commit()
      }, hiddenEveryMs)
    else frameRequest = requestAnimationFrame(commit)
  }

  const takeLive = (next: Live, seen?: () => void): void => {
    clock.heard(next.atMs)
    const onWayMs = clock.nowMs() - next.atMs
    received = { monotonicMs: real.monotonicMs(), ageMs: Math.min(Math.max(0, onWayMs), 2_000) }
    pendingLive = next
    if (strip.add(next)) stripVersion.value += 1
    pendingSeen = seen ?? null
    schedule()
  }

  const forget = (): void => {
    received = null
    pendingLive = null
    pendingSeen = null
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
      const stateMs = snapshot.state ? Date.parse(snapshot.state.at) : Number.NaN
      const lastMs = Math.max(snapshot.live?.atMs ?? 0, Number.isFinite(stateMs) ? stateMs : 0)
      clock.restored(lastMs > 0 ? lastMs : null)
      const wallClock = snapshot.info?.clock.kind !== 'simulated'
      received =
        snapshot.live === null
          ? null
          : {
              monotonicMs: real.monotonicMs(),
              ageMs: wallClock ? Math.max(0, real.wallMs() - snapshot.live.atMs) : 0,
            }
      availability.value = snapshot.availability
      heard.value = snapshot.state ? { state: snapshot.state, restored: true } : null
      tolerance.value = snapshot.tolerance
      live.value = snapshot.live
      health.value = snapshot.health
      day.value = zonedDay(snapshot.day.zone, snapshot.day.startHour)
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
      else takeSnapshot(answer)
    } catch {
      if (cushion.value === id && loading.value !== 'ready')
        loading.value = {
          problem: {
            type: 'about:blank',
            title: 'No answer from Sitbone',
            status: 0,
            detail: 'The server did not send the state of this cushion in time. Your data is not affected.',
          },
        }
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
    connection,
    cushions,
    cushion,
    loading,
    availability,
    info,
    heard,
    state,
    tolerance,
    live,
    health,
    day,
    strip,
    stripVersion,
    recentEvents,
    nowMs,
    liveAgeS,
    freshness: currentFreshness,
    freshKind,
    relative,
    select,
    retry() {
      loading.value = 'loading'
      if (cushion.value !== null) void join(cushion.value)
      else void connected()
    },
    async command(verb, args) {
      const id = cushion.value
      if (socket === null || id === null || !socket.connected) return noAnswer
      try {
        const answer = await socket
          .timeout(answerWithinMs)
          .emitWithAck('command', { cushion: id, verb, args })
        if ('problem' in answer) return failed(answer.problem.detail, answer.problem.errors)
        return answer.ok ? { ok: true } : failed(answer.error?.message ?? 'The cushion refused.')
      } catch {
        return noAnswer
      }
    },
    async saveTolerance(next) {
      const id = cushion.value
      if (socket === null || id === null || !socket.connected) return noAnswer
      try {
        const answer = await socket
          .timeout(answerWithinMs)
          .emitWithAck('tolerance', { cushion: id, tolerance: next })
        return 'problem' in answer ? failed(answer.problem.detail, answer.problem.errors) : { ok: true }
      } catch {
        return noAnswer
      }
    },
    start() {
      if (socket !== null) return
      const opened: Socket<ServerToClient, ClientToServer> = io({ reconnectionDelayMax: 4_000 })
      socket = opened
      opened.on('connect', () => void connected())
      opened.on('disconnect', () => {
        connection.value = 'disconnected'
      })
      opened.on('connect_error', () => {
        connection.value = 'disconnected'
      })
      opened.on('cushions', takeCushions)
      opened.on('live', (update, seen) => {
        if (update.cushion === cushion.value) takeLive(update.live, seen)
        else seen?.()
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
      opened.on('health', (next) => {
        health.value = next
      })
      ticker = setInterval(tick, 500)
    },
    stop() {
      socket?.close()
      socket = null
      if (ticker !== null) clearInterval(ticker)
      ticker = null
      if (frameRequest !== null) cancelAnimationFrame(frameRequest)
      frameRequest = null
      if (hiddenTimer !== null) clearTimeout(hiddenTimer)
      hiddenTimer = null
    },
  }
}

/**
 * Feeds server messages about the shown cushion into the signals: a snapshot on joining, then changes. Display of readings
 * waits for an animation frame; clock, age and strip take each one, also while the page is hidden.
 */
import { batch } from '@preact/signals'
import type { CushionInfo } from '../../../../../contract/info.ts'
import type { Snapshot } from '../../../../../contract/sockets.ts'
import type { CushionEvent } from '../../../../../core/model/schemas/events.ts'
import type { Live } from '../../../../../core/model/schemas/live.ts'
import type { CushionState } from '../../../../../core/model/schemas/state.ts'
import { Strip, stripReading } from '../../../../../core/summary/strip.ts'
import type { RealTime } from '../../../../../core/time/stopwatch.ts'
import { zonedDay } from '../day/zoned-day.ts'
import type { SessionSignals } from '../signals.ts'
import { cushionClock } from './cushion-clock.ts'
import { type FrameSource, liveFeed } from './live-feed.ts'
import { readingAge } from './reading-age.ts'

const keptEvents = 200

export interface CushionFeedParts {
  readonly real: RealTime
  readonly frames: FrameSource
  readonly signals: SessionSignals
}

export interface CushionFeed {
  readonly strip: Strip
  /** Until the next snapshot, messages are old news and must not sound. */
  expectSnapshot(): void
  snapshot(snapshot: Snapshot): void
  /** Calls `shown` once the reading is on the screen, or is dropped. */
  live(live: Live, shown: () => void): void
  state(state: CushionState): void
  info(info: CushionInfo): void
  event(event: CushionEvent): void
  /** The shown cushion is about to change. */
  forget(): void
  start(): void
  stop(): void
}

export function openCushionFeed({ real, frames, signals }: CushionFeedParts): CushionFeed {
  const clock = cushionClock(real)
  const age = readingAge(real)
  const strip = new Strip()
  let awaitingSnapshot = true
  let ticker: ReturnType<typeof setInterval> | null = null
  /** Build of the pages when this one was loaded. */
  let ownBuild: string | null = null

  const toScreen = liveFeed(frames, (live) =>
    batch(() => {
      signals.live.value = live
      signals.liveAgeS.value = age.nowS()
    }),
  )

  const tick = (): void =>
    batch(() => {
      signals.nowMs.value = clock.nowMs()
      signals.liveAgeS.value = age.nowS()
    })

  const info = (next: CushionInfo): void => {
    clock.setKind(next.clock)
    signals.info.value = next
  }

  const compareBuild = (build: string | null): void => {
    if (ownBuild !== null && build !== null && build !== ownBuild) signals.outdated.value = true
    ownBuild ??= build
  }

  return {
    strip,
    expectSnapshot() {
      awaitingSnapshot = true
    },
    snapshot: (snapshot) =>
      batch(() => {
        awaitingSnapshot = false
        if (snapshot.info) info(snapshot.info)
        clock.restored(latestMs(snapshot))
        age.restored(snapshot.liveAgeMs)
        signals.availability.value = snapshot.availability
        signals.heard.value = snapshot.state ? { state: snapshot.state, restored: true } : null
        signals.tolerance.value = snapshot.tolerance
        signals.live.value = snapshot.live
        signals.health.value = snapshot.health
        signals.day.value = zonedDay(snapshot.day.zone, snapshot.day.startHour)
        compareBuild(snapshot.build)
        strip.reset(snapshot.strip)
        signals.stripVersion.value += 1
        signals.loading.value = 'ready'
        tick()
      }),
    live(live, shown) {
      clock.heard(live.atMs)
      age.heard(clock.nowMs() - live.atMs)
      if (strip.add(stripReading(live))) signals.stripVersion.value += 1
      toScreen.offer(live, shown)
    },
    state(state) {
      const atMs = Date.parse(state.at)
      if (Number.isFinite(atMs)) clock.heard(atMs)
      signals.heard.value = { state, restored: awaitingSnapshot }
      tick()
    },
    info,
    event(event) {
      signals.recentEvents.value = [...signals.recentEvents.value, event].slice(-keptEvents)
    },
    forget() {
      awaitingSnapshot = true
      age.forget()
      toScreen.clear()
      strip.reset([])
      batch(() => {
        signals.availability.value = null
        signals.info.value = null
        signals.heard.value = null
        signals.tolerance.value = null
        signals.live.value = null
        signals.liveAgeS.value = null
        signals.recentEvents.value = []
        signals.stripVersion.value += 1
      })
    },
    start() {
      toScreen.start()
      ticker ??= setInterval(tick, 500)
    },
    stop() {
      if (ticker !== null) clearInterval(ticker)
      ticker = null
      toScreen.stop()
    },
  }
}

/** Latest cushion time in a snapshot; null when it is empty. */
function latestMs({ live, state }: Snapshot): number | null {
  const stateMs = state ? Date.parse(state.at) : Number.NaN
  const lastMs = Math.max(live?.atMs ?? 0, Number.isFinite(stateMs) ? stateMs : 0)
  return lastMs > 0 ? lastMs : null
}

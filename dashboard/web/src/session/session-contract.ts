/** The session as pages see it: signals to read, and a few requests. */

import type { ReadonlySignal, Signal } from '@preact/signals'
import type { CushionSummary } from '../../../../contract/cushions.ts'
import type { CushionInfo } from '../../../../contract/info.ts'
import type { Problem } from '../../../../contract/problem.ts'
import type { Health } from '../../../../contract/sockets.ts'
import type { CushionEvent } from '../../../../core/model/schemas/events.ts'
import type { Live } from '../../../../core/model/schemas/live.ts'
import type { CushionState } from '../../../../core/model/schemas/state.ts'
import type { Tolerance } from '../../../../core/model/schemas/tolerance.ts'
import type { Strip } from '../../../../core/summary/strip.ts'
import type { Connection, Freshness, FreshnessKind } from '../words/freshness.ts'
import type { ZonedDay } from './day/zoned-day.ts'
import type { Requests } from './requests.ts'
import type { SimulatorConsole } from './simulator-console.ts'

/** `taken-back`: what was shown is not shared with this person any more. */
export type Loading = 'loading' | 'ready' | 'no-cushion' | 'taken-back' | { readonly problem: Problem }

/** A received state; `restored` came with a snapshot and never sounds. */
export interface HeardState {
  readonly state: CushionState
  readonly restored: boolean
}

export interface Session extends Requests {
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
  readonly strip: Strip
  /** Increments once a second while readings arrive. */
  readonly stripVersion: Signal<number>
  readonly recentEvents: Signal<readonly CushionEvent[]>
  /** Cushion time, twice a second. */
  readonly nowMs: Signal<number>
  /** Real seconds since the last reading was taken. */
  readonly liveAgeS: Signal<number | null>
  /** The server serves a different build of the pages. */
  readonly outdated: Signal<boolean>
  readonly freshness: ReadonlySignal<Freshness>
  /** Changes only with the kind, for parts that do not show the age. */
  readonly freshKind: ReadonlySignal<FreshnessKind>
  readonly relative: ReadonlySignal<boolean>
  /** Only for a simulated cushion, while its console is open. */
  readonly simulatorConsole: SimulatorConsole
  select(cushion: string): void
  /** This one was hidden or forgotten: another is shown, if there is one. */
  left(cushion: string): void
  retry(): void
  /** Somebody signed in at this page: everything is asked for anew. */
  signedIn(): void
  /** Nobody is signed in any more: nothing of what was shown stays in this page. */
  signedOut(): void
  start(): void
  stop(): void
}

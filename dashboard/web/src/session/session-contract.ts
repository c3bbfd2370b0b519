/** What the pages see of the session: signals to read, and the few things they may ask. */

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
import type { Requests } from './requests.ts'
import type { SimulatorConsole } from './simulator-console.ts'
import type { ZonedDay } from './zoned-day.ts'

export type Loading = 'loading' | 'ready' | 'no-cushion' | { readonly problem: Problem }

/** A state as the page heard it; `restored` came with a snapshot and never sounds. */
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
  /** Counts up once a second while readings come in. */
  readonly stripVersion: Signal<number>
  readonly recentEvents: Signal<readonly CushionEvent[]>
  /** Cushion time, twice a second. */
  readonly nowMs: Signal<number>
  /** Real seconds since the last reading was taken. */
  readonly liveAgeS: Signal<number | null>
  /** The server hands out other pages than this one. */
  readonly outdated: Signal<boolean>
  readonly freshness: ReadonlySignal<Freshness>
  /** Changes only when the kind does, for parts that do not tell the age. */
  readonly freshKind: ReadonlySignal<FreshnessKind>
  readonly relative: ReadonlySignal<boolean>
  /** Of a simulated cushion, while its console is open. */
  readonly simulatorConsole: SimulatorConsole
  select(cushion: string): void
  retry(): void
  start(): void
  stop(): void
}

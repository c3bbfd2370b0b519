/** The initial signals of a session, and the signals derived from them. */

import { computed, signal } from '@preact/signals'
import type { CushionSummary } from '../../../../contract/cushions.ts'
import type { CushionInfo } from '../../../../contract/info.ts'
import type { Health } from '../../../../contract/sockets.ts'
import type { CushionEvent } from '../../../../core/model/schemas/events.ts'
import type { Live } from '../../../../core/model/schemas/live.ts'
import type { Tolerance } from '../../../../core/model/schemas/tolerance.ts'
import type { RealTime } from '../../../../core/time/stopwatch.ts'
import { usualStartHour } from '../../../../core/time/zone-days.ts'
import { type Connection, freshness } from '../words/freshness.ts'
import { type ZonedDay, zonedDay } from './day/zoned-day.ts'
import type { HeardState, Loading } from './session-contract.ts'

const browserZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'

export type SessionSignals = ReturnType<typeof openSignals>

export function openSignals(real: RealTime) {
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
  const day = signal<ZonedDay>(zonedDay(browserZone(), usualStartHour))
  const stripVersion = signal(0)
  const recentEvents = signal<readonly CushionEvent[]>([])
  const nowMs = signal(real.wallMs())
  const liveAgeS = signal<number | null>(null)
  const outdated = signal(false)
  const state = computed(() => heard.value?.state ?? null)
  const relative = computed(() => info.value?.calibration.mode === 'relative')

  const fresh = computed(() =>
    freshness({
      connection: connection.value,
      availability: availability.value,
      link: info.value?.link ?? null,
      rateHz: info.value?.board?.rateHz ?? null,
      liveAgeS: liveAgeS.value,
    }),
  )

  const freshKind = computed(() => fresh.value.kind)

  return {
    connection,
    cushions,
    cushion,
    loading,
    availability,
    info,
    heard,
    tolerance,
    live,
    health,
    day,
    stripVersion,
    recentEvents,
    nowMs,
    liveAgeS,
    outdated,
    state,
    relative,
    freshness: fresh,
    freshKind,
  }
}

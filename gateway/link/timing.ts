import { staleness } from '../../core/model/staleness.ts'

/** Every duration of the link in one place, so that tests can run it fast. Real milliseconds, never simulated ones. */
export interface Timing {
  /** Opening a port resets most boards: so long the host writes nothing and waits for the hello. */
  readonly helloWaitMs: number
  readonly askEveryMs: number
  readonly asks: number
  readonly backoffMinMs: number
  readonly backoffMaxMs: number
  /** The same where there was nothing to open: looking costs nothing, and who plugs in again is not kept waiting. */
  readonly absentMaxMs: number
  /** Silence of more than so many frame periods plus `staleExtraMs` is stale. */
  readonly stalePeriods: number
  readonly staleExtraMs: number
  /** Stale for longer than this: close the port and open it anew. */
  readonly reopenAfterStaleMs: number
  readonly pingEveryMs: number
  /** The first pings come faster, so that the clock map is good within seconds. */
  readonly firstPingEveryMs: number
  readonly firstPings: number
  readonly commandTimeoutMs: number
  readonly tickMs: number
}

export const defaultTiming: Timing = {
  helloWaitMs: 2500,
  askEveryMs: 500,
  asks: 4,
  backoffMinMs: 250,
  backoffMaxMs: 10_000,
  absentMaxMs: 2000,
  stalePeriods: staleness.periods,
  staleExtraMs: staleness.extraMs,
  reopenAfterStaleMs: 10_000,
  pingEveryMs: 5000,
  firstPingEveryMs: 400,
  firstPings: 10,
  commandTimeoutMs: 1500,
  tickMs: 100,
}

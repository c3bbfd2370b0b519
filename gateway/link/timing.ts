/** Every duration of the link in one place, so that tests can run it fast. */
import { staleness } from '../../core/model/staleness.ts'

/** Real milliseconds, never simulated ones. */
export interface Timing {
  /** Opening a port resets most boards: for this long the host writes nothing and waits for the hello. */
  readonly helloWaitMs: number
  /** After openings without a hello, this time doubles, up to this value. */
  readonly helloWaitMaxMs: number
  readonly askEveryMs: number
  readonly asks: number
  /** After those questions the port stays open, because the board may still be starting: asked this often, for this long. */
  readonly lateAskEveryMs: number
  readonly lateForMs: number
  readonly backoffMinMs: number
  readonly backoffMaxMs: number
  /** The longest wait where there was nothing to open: looking costs nothing, and a cushion that comes back is found soon. */
  readonly absentMaxMs: number
  /** Silence of more than this many frame periods plus `staleExtraMs` is stale. */
  readonly stalePeriods: number
  readonly staleExtraMs: number
  /** After being stale for longer than this, the port is closed and opened again. */
  readonly reopenAfterStaleMs: number
  readonly pingEveryMs: number
  /** The first pings come faster, so that the clock map is good within seconds. */
  readonly firstPingEveryMs: number
  readonly firstPings: number
  /** The window over which the share of broken and missing lines is judged: see loss-watch.ts. */
  readonly lossWindowMs: number
  readonly commandTimeoutMs: number
  readonly tickMs: number
}

export const defaultTiming: Timing = {
  helloWaitMs: 2500,
  helloWaitMaxMs: 15_000,
  askEveryMs: 500,
  asks: 4,
  lateAskEveryMs: 2000,
  lateForMs: 13_000,
  backoffMinMs: 250,
  backoffMaxMs: 10_000,
  absentMaxMs: 2000,
  stalePeriods: staleness.periods,
  staleExtraMs: staleness.extraMs,
  reopenAfterStaleMs: 10_000,
  pingEveryMs: 5000,
  firstPingEveryMs: 400,
  firstPings: 10,
  lossWindowMs: 10_000,
  commandTimeoutMs: 1500,
  tickMs: 100,
}

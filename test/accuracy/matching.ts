/** Compares detections with the truth. */
import { overlapMs, type Span } from './true-happenings.ts'
import type { RaisedAlert } from './truth-chain.ts'

export interface Found {
  hits: number
  wrong: number
  missed: number
}

/**
 * Each detection matches at most one span, the one that overlaps it most. Spans in `plainly` must be found; a detection must
 * match one in `nearly`. A case on the edge of the definition counts neither way.
 */
export function matchSpans(
  found: readonly Span[],
  there: { plainly: readonly Span[]; nearly: readonly Span[] },
): Found {
  const touches = (a: Span, b: Span) => overlapMs(a, b) > 0.3 * Math.min(a.toMs - a.fromMs, b.toMs - b.fromMs)
  const hits = there.plainly.filter((span) => found.some((each) => touches(each, span))).length
  const wrong = found.filter((span) => !there.nearly.some((each) => touches(each, span))).length
  return { hits, wrong, missed: there.plainly.length - hits }
}

export interface AlertMatch {
  /** Seconds after the true alert; negative before. */
  readonly delays: readonly { readonly kind: string; readonly s: number }[]
  readonly missed: readonly RaisedAlert[]
  readonly wrong: readonly RaisedAlert[]
}

const sameAlert = (a: RaisedAlert, b: RaisedAlert) =>
  a.kind === b.kind && a.side === b.side && a.level === b.level
/** A large jump past a limit is reported as exceeded without a warning before; both count as the same alert. */
const saysTheSame = (a: RaisedAlert, b: RaisedAlert) =>
  a.kind === b.kind && a.side === b.side && Math.abs(a.atMs - b.atMs) <= 15_000
/** Further apart they are two alerts. */
const apartMs = 10 * 60_000

function nearest(raised: readonly RaisedAlert[], alert: RaisedAlert): RaisedAlert | null {
  const apart = (other: RaisedAlert) => Math.abs(other.atMs - alert.atMs)
  const candidates = raised.filter((other) => sameAlert(other, alert) && apart(other) <= apartMs)
  return candidates.reduce<RaisedAlert | null>(
    (best, other) => (best === null || apart(other) < apart(best) ? other : best),
    null,
  )
}

export function matchAlerts(raised: readonly RaisedAlert[], due: readonly RaisedAlert[]): AlertMatch {
  const left = [...raised]
  const delays: { kind: string; s: number }[] = []
  const missed: RaisedAlert[] = []
  for (const alert of due) {
    const found = nearest(left, alert)
    if (found === null) {
      missed.push(alert)
      continue
    }
    left.splice(left.indexOf(found), 1)
    delays.push({ kind: alert.kind, s: (found.atMs - alert.atMs) / 1000 })
  }
  return {
    delays,
    missed: missed.filter((alert) => !raised.some((other) => saysTheSame(alert, other))),
    wrong: left.filter((alert) => !due.some((other) => saysTheSame(alert, other))),
  }
}

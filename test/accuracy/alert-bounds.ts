/**
 * Which alerts a cushion must raise, and which it may, if its readings are right to within a margin: a tenth for load and
 * pressure, half a per cent of the time for bout and day. Uses only the true used fractions, with a separate implementation of
 * the rules (begins at 90 and 100 % of a limit, ends 10 points below; pressure: held for `holdS`, ends after 15 s).
 *
 * Both thresholds count. An open alert does not come again, so "10 % beyond the limit" alone proves nothing: a truth that falls
 * to 10.1 points below its limit and rises again raises a second alert, and a reading that fell only to 9.9 points below
 * rightly does not.
 *
 *   due        the truth was the margin below where the alert is left, and then the margin above where it is entered: in between,
 *              at whatever moment, the cushion has to have raised it
 *   possible   the truth was no more than the margin below where it is entered; and since the cushion raised the same one before, no more
 *              than the margin above where it is left
 */
import type { AlertKind } from '../../core/model/alerts.ts'
import type { Side } from '../../core/model/schemas/zones.ts'
import type { Span } from './true-happenings.ts'
import type { RaisedAlert } from './truth-chain.ts'

/** How late or early an alert may be. */
const slackMs = 15_000
const dipMs = 2000
const relievedMs = 15_000
const leaveBelow = 0.1

const limits: readonly { kind: AlertKind; side: Side | null; margin: number }[] = [
  { kind: 'bout', side: null, margin: 0.005 },
  { kind: 'day', side: null, margin: 0.005 },
  { kind: 'load', side: 'left', margin: 0.1 },
  { kind: 'load', side: 'right', margin: 0.1 },
  { kind: 'pressure', side: 'left', margin: 0.1 },
  { kind: 'pressure', side: 'right', margin: 0.1 },
]
const alertLevels = { warning: 0.9, exceeded: 1 } as const
type AlertLevel = keyof typeof alertLevels

/** True once a condition has held for long enough; shorter dips do not count. */
class Lasting {
  readonly #rule: { forMs: number; dipMs: number }
  #sinceMs: number | null = null
  #endedMs: number | null = null

  constructor(rule: { forMs: number; dipMs: number }) {
    this.#rule = rule
  }

  step(atMs: number, is: boolean): boolean {
    if (is) {
      this.#sinceMs ??= atMs
      this.#endedMs = null
    } else if (this.#sinceMs !== null) {
      this.#endedMs ??= atMs
      if (atMs - this.#endedMs >= this.#rule.dipMs) this.#sinceMs = null
    }
    return is && this.#sinceMs !== null && atMs - this.#sinceMs >= this.#rule.forMs
  }
}

/** When a condition held. */
class Stretches {
  readonly #spans: { fromMs: number; toMs: number }[] = []
  #on = false

  step(atMs: number, is: boolean): void {
    const last = this.#spans.at(-1)
    if (is && this.#on && last !== undefined) last.toMs = atMs
    else if (is) this.#spans.push({ fromMs: atMs, toMs: atMs })
    this.#on = is
  }

  touches({ fromMs, toMs }: Span): boolean {
    return this.#spans.some((span) => span.fromMs <= toMs && span.toMs >= fromMs)
  }
}

/** One level of one limit. */
class Crossings {
  /** Due alerts, each between two moments. */
  readonly due: Span[] = []
  readonly mayBeRaised = new Stretches()
  readonly mayBeLeft = new Stretches()
  readonly #thresholds: Record<'surelyIn' | 'surelyOut' | 'maybeIn' | 'maybeOut', number>
  readonly #lasting: Record<'surelyIn' | 'surelyOut' | 'maybeIn' | 'maybeOut', Lasting>
  #raised = false
  #outMs: number | null = null

  constructor(level: AlertLevel, margin: number, holdMs: number | null) {
    const enter = alertLevels[level]
    const leave = enter - leaveBelow
    this.#thresholds = {
      surelyIn: enter * (1 + margin),
      surelyOut: leave * (1 - margin),
      maybeIn: enter * (1 - margin),
      maybeOut: leave * (1 + margin),
    }
    const entered = () => new Lasting(holdMs === null ? { forMs: 0, dipMs: 0 } : { forMs: holdMs, dipMs })
    const left = () => new Lasting({ forMs: holdMs === null ? 0 : relievedMs, dipMs: 0 })
    this.#lasting = { surelyIn: entered(), surelyOut: left(), maybeIn: entered(), maybeOut: left() }
  }

  step(atMs: number, fraction: number): void {
    const { surelyIn, surelyOut, maybeIn, maybeOut } = this.#thresholds
    const lasting = this.#lasting
    this.mayBeRaised.step(atMs, lasting.maybeIn.step(atMs, fraction >= maybeIn))
    this.mayBeLeft.step(atMs, lasting.maybeOut.step(atMs, fraction < maybeOut))
    if (lasting.surelyOut.step(atMs, fraction < surelyOut) || this.#outMs === null) {
      this.#raised = false
      this.#outMs = atMs
    }
    if (!lasting.surelyIn.step(atMs, fraction >= surelyIn) || this.#raised) return
    this.#raised = true
    this.due.push({ fromMs: this.#outMs, toMs: atMs })
  }
}

export class AlertBounds {
  readonly #tracks: { index: number; kind: AlertKind; side: Side | null; level: AlertLevel; at: Crossings }[]

  constructor(holdS: number) {
    this.#tracks = limits.flatMap(({ kind, side, margin }, index) =>
      (['warning', 'exceeded'] as const).map((level) => {
        const at = new Crossings(level, margin, kind === 'pressure' ? holdS * 1000 : null)
        return { index, kind, side, level, at }
      }),
    )
  }

  /** The true used fractions of this moment, in the order of the limits. */
  step(atMs: number, used: ArrayLike<number>): void {
    for (const { index, at } of this.#tracks) at.step(atMs, used[index] ?? 0)
  }

  /** Due and not raised. A large jump past a limit is reported as exceeded without a warning before. */
  missed(raised: readonly RaisedAlert[], kinds: readonly string[]): number {
    let missed = 0
    for (const { kind, side, level, at } of this.#tracks) {
      if (!kinds.includes(kind)) continue
      const told = raised.filter((alert) => sameLimit(alert, { kind, side }) && tells(alert.level, level))
      missed += at.due.filter(
        ({ fromMs, toMs }) => !told.some(({ atMs }) => atMs >= fromMs - slackMs && atMs <= toMs + slackMs),
      ).length
    }
    return missed
  }

  /** Raised and not possible. */
  wrong(raised: readonly RaisedAlert[]): number {
    return raised.filter((alert, n) => !this.#possible(alert, raised.slice(0, n))).length
  }

  #possible(alert: RaisedAlert, before: readonly RaisedAlert[]): boolean {
    const track = this.#tracks.find((each) => sameLimit(alert, each) && each.level === alert.level)
    if (track === undefined) return false
    const around = { fromMs: alert.atMs - slackMs, toMs: alert.atMs + slackMs }
    if (!track.at.mayBeRaised.touches(around)) return false
    const last = before.findLast((other) => sameLimit(other, alert) && tells(other.level, track.level))
    return last === undefined || track.at.mayBeLeft.touches({ fromMs: last.atMs, toMs: around.toMs })
  }
}

const sameLimit = (
  a: { kind: AlertKind; side: Side | null },
  b: { kind: AlertKind; side: Side | null },
): boolean => a.kind === b.kind && a.side === b.side
const tells = (said: string, level: AlertLevel): boolean => said === level || said === 'exceeded'

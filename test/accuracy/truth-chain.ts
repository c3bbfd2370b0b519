/**
 * The alerts and load from the true pressures: the same rules of load, limits and alerts, fed with true values instead of readings.
 */

import { freshAlerts, stepAlerts } from '../../core/limits/alerts.ts'
import { freshLimits, stepLimits, usedFractions } from '../../core/limits/limits.ts'
import { nextLoad } from '../../core/limits/load.ts'
import type { AlertKind } from '../../core/model/alerts.ts'
import type { Tolerance } from '../../core/model/schemas/tolerance.ts'
import type { Side } from '../../core/model/schemas/zones.ts'
import { boutS, freshBouts, passTime, satDown, stoodUp } from '../../core/sitting/bouts.ts'
import type { Truth } from '../../simulator/index.ts'

export interface RaisedAlert {
  readonly atMs: number
  readonly kind: AlertKind
  readonly side: Side | null
  readonly level: string
}

const averagingMs = 1000

export class TruthChain {
  readonly alerts: RaisedAlert[] = []
  readonly load = { left: 0, right: 0 }
  /** Plain integral, kPa min. */
  readonly pti = { left: 0, right: 0 }
  readonly ppi = { left: 0, right: 0 }
  readonly #tolerance: Tolerance
  readonly #bouts = freshBouts()
  readonly #limits = freshLimits()
  readonly #alertState = freshAlerts()
  /** Current used fractions, in the order of the limits. */
  used: readonly number[] = []
  #seatedS = 0
  #lastMs: number | null = null
  #was = false

  constructor(tolerance: Tolerance) {
    this.#tolerance = tolerance
  }

  step(truth: Truth): void {
    const { atMs, occupied, leftKpa, rightKpa } = truth
    const fromMs = this.#lastMs ?? atMs
    const dtS = (atMs - fromMs) / 1000
    this.#lastMs = atMs
    const tolerance = this.#tolerance
    const breakMs = tolerance.breakMin * 60_000
    if (occupied !== this.#was) {
      const turn = { edgeMs: atMs, nowMs: atMs, breakMs, was: this.#was ? 'occupied' : 'empty' } as const
      if (occupied) satDown(this.#bouts, turn)
      else stoodUp(this.#bouts, turn)
      this.#was = occupied
    } else {
      passTime(this.#bouts, { kind: occupied ? 'occupied' : 'empty', fromMs, toMs: atMs, breakMs })
    }
    if (occupied) {
      this.#seatedS += dtS
      this.pti.left += (leftKpa * dtS) / 60
      this.pti.right += (rightKpa * dtS) / 60
    }
    this.load.left = nextLoad(this.load.left, { kpa: leftKpa, dtS, person: occupied }, tolerance)
    this.load.right = nextLoad(this.load.right, { kpa: rightKpa, dtS, person: occupied }, tolerance)
    const weight = 1 - Math.exp((-dtS * 1000) / averagingMs)
    this.ppi.left += (leftKpa - this.ppi.left) * weight
    this.ppi.right += (rightKpa - this.ppi.right) * weight
    this.used = usedFractions(
      {
        boutS: boutS(this.#bouts),
        dayS: this.#seatedS,
        kpa: { load: this.load, ppi: this.ppi },
      },
      tolerance,
    )
    stepLimits(this.#limits, { atMs, used: this.used, holdMs: tolerance.holdS * 1000 })
    const afterMs = tolerance.alertAfterMin * 60_000
    for (const { what, alert } of stepAlerts(this.#alertState, {
      levels: this.#limits.levels,
      atMs,
      afterMs,
    })) {
      if (what === 'alert-raised') {
        const { kind, side, level } = alert
        this.alerts.push({ atMs, kind, side, level })
      }
    }
  }
}

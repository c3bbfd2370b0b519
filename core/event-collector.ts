/** How what was found becomes events: alerts, cell verdicts, bouts and shifts, each said once. */

import { adviceFor } from './cells/advice.ts'
import { leftOut, type VerdictChange } from './cells/state.ts'
import { type CoreParts, markLeftOut } from './context.ts'
import { isoAt } from './core-output.ts'
import { type AlertChange, clearAlert, raiseAlert } from './limits/alerts.ts'
import type { Bout } from './model/bouts.ts'
import { forgetSitting } from './sitting/occupancy.ts'
import { forgetUsual, type WeightShift } from './sitting/shifts.ts'
import { countHappening } from './summary/minutes.ts'

export function tellBoutEnd({ out, state }: CoreParts, bout: Bout): void {
  forgetUsual(state.shifts)
  forgetSitting(state.occupancy)
  out.bout(bout)
  out.changed = true
  out.event('bout-ended', bout.endedAtMs, { startedAt: isoAt(bout.startedAtMs), boutS: bout.boutS })
}

export function tellShift({ out, state }: CoreParts, { side, fromMs, s }: WeightShift): void {
  countHappening(state.minutes, 'weightShifts')
  out.event('weight-shift', fromMs, { side, s })
}

export function tellAlert({ out }: CoreParts, { what, alert }: AlertChange, atMs: number): void {
  const { id, kind, side, level, cells } = alert
  const more = cells === null ? {} : { cells }
  out.event(what, atMs, { alertId: id, alertKind: kind, side, level, ...more })
  out.changed = true
}

/** Verdicts changed: say so, leave bad cells out from now on, keep the one alert about cells up to date. */
export function tellVerdicts(parts: CoreParts, changes: readonly VerdictChange[], atMs: number): void {
  const { out, state } = parts
  for (const { index, verdict } of changes) {
    const detail = adviceFor(index, verdict)
    if (detail === null) out.event('cell-recovered', atMs, { cell: index, verdict })
    else out.event('cell-fault', atMs, { cell: index, verdict, detail })
  }
  markLeftOut(parts)
  out.changed = true
  const cells = state.health.cells.flatMap(({ verdict, implausible }, index) =>
    leftOut(verdict) || (verdict === 'saturated' && implausible) ? [index] : [],
  )
  const open = state.alerts.open.find(({ kind }) => kind === 'cell-fault')
  if (open === undefined && cells.length > 0) {
    const alert = { kind: 'cell-fault', side: null, level: 'warning', atMs, cells } as const
    tellAlert(parts, raiseAlert(state.alerts, alert), atMs)
  } else if (open !== undefined && cells.length === 0) {
    tellAlert(parts, clearAlert(state.alerts, open), atMs)
  } else if (open !== undefined) {
    open.cells = cells
  }
}

/** Cell health on every frame: changed verdicts become events, bad cells are left out, and the single cell alert is updated. */
import type { CoreContext } from '../context.ts'
import { emitAlert } from '../limits/alert-events.ts'
import { clearAlert, raiseAlert } from '../limits/alerts.ts'
import type { Frame } from '../model/types.ts'
import { levelsOf } from '../pressure/units.ts'
import { adviceFor } from './advice.ts'
import { stepCellHealth } from './health.ts'
import { leftOut, type VerdictChange } from './state.ts'
import { judgeTrust } from './trust.ts'

/** A cell that reads up to this much may be unloaded; a share of the range, used before the zero is known. */
const zeroMarginCounts = 3
const unknownZeroShare = 0.01

type CellContext = Pick<
  CoreContext,
  'state' | 'out' | 'geometry' | 'readings' | 'calibration' | 'trust' | 'thresholds'
>

export function checkCells(context: CellContext, frame: Frame): void {
  const { state, geometry, readings, calibration } = context
  const { learned } = state.zero
  const zeroKnown = learned !== null || calibration !== null
  const changes = stepCellHealth(state.health, frame, {
    geometry,
    readings,
    zeroCounts: learned ?? readings.zeroCounts,
    zeroMargin: zeroKnown ? zeroMarginCounts : unknownZeroShare * readings.saturationCount,
    occupancy: state.occupancy.now,
    liftedOff: state.occupancy.liftedMs !== null,
    loadedLevel: levelsOf(calibration).loaded,
  })
  if (changes.length > 0) emitVerdicts(context, changes, frame.atMs)
}

function emitVerdicts(context: CellContext, changes: readonly VerdictChange[], atMs: number): void {
  const { out, state } = context
  for (const { index, verdict } of changes) {
    const detail = adviceFor(index, verdict)
    if (detail === null) out.event('cell-recovered', atMs, { cell: index, verdict })
    else out.event('cell-fault', atMs, { cell: index, verdict, detail })
  }
  judgeTrust(context.trust, state.health, context)
  out.changed = true
  keepAlert(context, atMs)
}

function keepAlert({ out, state }: Pick<CoreContext, 'state' | 'out'>, atMs: number): void {
  const cells = state.health.cells.flatMap(({ verdict, implausible }, index) =>
    leftOut(verdict) || (verdict === 'saturated' && implausible) ? [index] : [],
  )
  const open = state.alerts.open.find(({ kind }) => kind === 'cell-fault')
  if (open === undefined && cells.length > 0) {
    const alert = { kind: 'cell-fault', side: null, level: 'warning', atMs, cells } as const
    emitAlert(out, raiseAlert(state.alerts, alert), atMs)
  } else if (open !== undefined && cells.length === 0) {
    emitAlert(out, clearAlert(state.alerts, open), atMs)
  } else if (open !== undefined) {
    open.cells = cells
  }
}

/**
 * The clock behind the stamps was set: every stored moment moves along, so that elapsed times stay the same. A bout, a load, a
 * hold and a snooze neither vanish nor jump. Durations stay unchanged.
 */

import type { CellHealthState } from './cells/state.ts'
import type { AlertsState } from './limits/alerts.ts'
import type { LimitsState } from './limits/limits.ts'
import type { RemindersState } from './limits/reminders.ts'
import type { BoutsState } from './sitting/bouts.ts'
import type { OccupancyState } from './sitting/occupancy.ts'
import type { ShiftsState } from './sitting/shifts.ts'
import type { CoreState } from './summary/snapshot.ts'

/** Moves a moment; null and 0 stand for "never". */
type Move = <T extends number | null>(ms: T) => T | number

/** All but the open minutes, which are aligned to the clock. */
export function moveTime(state: CoreState, byMs: number): void {
  const move: Move = (ms) => (ms === null || ms === 0 ? ms : ms + byMs)
  state.lastFrameMs = move(state.lastFrameMs)
  state.heardMs = move(state.heardMs)
  state.accountedMs = move(state.accountedMs)
  state.nowMs = move(state.nowMs)
  state.stoppedMs = move(state.stoppedMs)
  state.day.startMs = move(state.day.startMs)
  state.day.nextMs = move(state.day.nextMs)
  state.movement.awaySinceMs = move(state.movement.awaySinceMs)
  state.movement.deafUntilMs = move(state.movement.deafUntilMs)
  moveOccupancy(state.occupancy, move)
  if (state.beforeSilence !== null) {
    moveOccupancy(state.beforeSilence.occupancy, move)
    moveLimits(state.beforeSilence, move)
  }
  // Its minutes end here, so nothing before this moment is taken back.
  state.beforeDoubt = null
  moveBouts(state.bouts, move)
  moveShifts(state.shifts, move)
  moveLimits(state.limits, move)
  moveAlerts(state.alerts, move)
  moveReminders(state.reminders, move)
  moveHealth(state.health, move)
}

function moveOccupancy(state: OccupancyState, move: Move): void {
  state.edgeMs = move(state.edgeMs)
  state.contactMs = move(state.contactMs)
  state.liftedMs = move(state.liftedMs)
  state.doubtMs = move(state.doubtMs)
}

function moveBouts(state: BoutsState, move: Move): void {
  state.startMs = move(state.startMs)
  state.lastSeatedMs = move(state.lastSeatedMs)
  state.emptySinceMs = move(state.emptySinceMs)
  state.lastEmptyMs = move(state.lastEmptyMs)
  if (state.lastBreak === null) return
  state.lastBreak.startMs = move(state.lastBreak.startMs)
  state.lastBreak.endMs = move(state.lastBreak.endMs)
}

function moveShifts(state: ShiftsState, move: Move): void {
  const moved = ({ fromMs, toMs }: { fromMs: number; toMs: number }) => ({
    fromMs: move(fromMs),
    toMs: move(toMs),
  })
  for (const side of [state.left, state.right]) {
    side.sinceMs = move(side.sinceMs)
    side.deeperMs = move(side.deeperMs)
    side.deeper = side.deeper.map(moved)
  }
  const { waiting, relief } = state
  if (waiting !== null) state.waiting = { ...waiting, ...moved(waiting) }
  if (relief !== null) state.relief = { sinceMs: move(relief.sinceMs), backMs: move(relief.backMs) }
}

function moveLimits(state: Pick<LimitsState, 'holds'>, move: Move): void {
  for (const hold of state.holds) {
    hold.sinceMs = move(hold.sinceMs)
    hold.belowMs = move(hold.belowMs)
    hold.relievedMs = move(hold.relievedMs)
  }
}

function moveAlerts(state: AlertsState, move: Move): void {
  for (const alert of state.open) {
    alert.sinceMs = move(alert.sinceMs)
    alert.warnedMs = move(alert.warnedMs)
    alert.exceededMs = move(alert.exceededMs)
  }
  for (const beyond of state.beyond) {
    beyond.warningMs = move(beyond.warningMs)
    beyond.exceededMs = move(beyond.exceededMs)
  }
  state.snoozeUntilMs = state.snoozeUntilMs.map(move)
  state.quietUntilMs = move(state.quietUntilMs)
}

function moveReminders(state: RemindersState, move: Move): void {
  state.seatedMs = move(state.seatedMs)
  state.reachedMs = move(state.reachedMs)
  state.leftMs = move(state.leftMs)
  state.owedMs = move(state.owedMs)
  if (state.last !== null) state.last.atMs = move(state.last.atMs)
}

function moveHealth(state: CellHealthState, move: Move): void {
  state.windowStartMs = move(state.windowStartMs)
  state.spreadFromMs = move(state.spreadFromMs)
  for (const cell of state.cells) {
    cell.sinceMs = move(cell.sinceMs)
    cell.sameSinceMs = move(cell.sameSinceMs)
    cell.anchorMs = move(cell.anchorMs)
  }
  for (const cell of state.flat) if (cell !== null) cell.fromMs = move(cell.fromMs)
  state.spiking.timesMs = state.spiking.timesMs.map((times) => times.map(move))
}

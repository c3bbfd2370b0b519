/** The commands that the core handles: their effect on its state, and the sentence when one fails. */

import { freshGainDrift } from './cells/gain-drift.ts'
import { freshLeftRight } from './cells/left-right-swap.ts'
import { adoptCalibration, type CoreContext } from './context.ts'
import { isoAt } from './event-collector.ts'
import { alertDetails } from './limits/alert-events.ts'
import { acknowledge, snooze } from './limits/alerts.ts'
import { freshLastMinute } from './limits/last-minute.ts'
import { oweAgain, oweNoMore } from './limits/reminders.ts'
import { calibrationSchema } from './model/schemas/calibration.ts'
import type { CommandResult } from './model/schemas/command-result.ts'
import type { Command } from './model/schemas/commands.ts'
import { checkCushion } from './model/silence-words.ts'
import { startBaseline } from './pressure/baseline.ts'
import { freshHabit } from './pressure/habit.ts'
import { unknownUntil } from './sitting/data-gaps.ts'
import { forgetUsual } from './sitting/shifts.ts'

export type CoreCommand = Extract<
  Command,
  { verb: 'tare' | 'calibrate' | 'acknowledge' | 'snooze' | 'quiet' }
>
type ErrorCode = NonNullable<CommandResult['error']>['code']

/** The seat must have been empty this long before its reading becomes the zero. */
const zeroLeastMs = 2000
/** Above this share of the range a reading is not a zero: something lies on the cushion. */
const zeroMostShare = 0.15

export function obey(command: CoreCommand, context: CoreContext, nowMs: number): CommandResult {
  const { id } = command
  const done: CommandResult = { v: 1, id, ok: true }
  const refused = (code: ErrorCode, message: string): CommandResult => ({
    v: 1,
    id,
    ok: false,
    error: { code, message },
  })
  const { state, out } = context
  switch (command.verb) {
    case 'tare': {
      const problem = tare(context, nowMs)
      return problem === null ? done : refused(problem.code, problem.message)
    }
    case 'calibrate': {
      const problem = calibrate(command, context, nowMs)
      return problem === null ? done : refused(problem.code, problem.message)
    }
    case 'acknowledge': {
      const alert = acknowledge(state.alerts, command.alertId)
      if (alert === null) {
        return refused(
          'unknown-alert',
          'That alert is no longer open, so there is nothing to acknowledge. The page shows the open alerts.',
        )
      }
      out.event('alert-acknowledged', nowMs, alertDetails(alert))
      out.changed = true
      return done
    }
    case 'snooze': {
      const untilMs = command.minutes === 0 ? 0 : nowMs + command.minutes * 60_000
      snooze(state.alerts, command.kind, untilMs)
      const snoozed = { alerts: state.alerts, kind: command.kind, atMs: nowMs }
      if (command.minutes > 0) oweAgain(state.reminders, snoozed)
      else oweNoMore(state.reminders, snoozed)
      out.event('alert-snoozed', nowMs, {
        alertKind: command.kind,
        s: command.minutes * 60,
        until: command.minutes === 0 ? null : isoAt(untilMs),
      })
      out.changed = true
      return done
    }
    case 'quiet': {
      state.alerts.quietUntilMs = command.minutes === 0 ? 0 : nowMs + command.minutes * 60_000
      out.event('quiet', nowMs, {
        s: command.minutes * 60,
        until: command.minutes === 0 ? null : isoAt(state.alerts.quietUntilMs),
      })
      out.changed = true
      return done
    }
  }
}

interface Problem {
  readonly code: ErrorCode
  readonly message: string
}

function tare({ state, out, readings, geometry, calibration }: CoreContext, nowMs: number): Problem | null {
  const { now, object } = state.occupancy
  if (now === 'unknown' && !object) {
    return {
      code: 'no-cushion',
      message: `No readings are coming from the cushion, so its zero was not changed. ${checkCushion}, then try again.`,
    }
  }
  const loaded = state.zero.means.some((mean, index) => {
    const bad = state.health.cells[index]?.verdict !== 'ok'
    return !bad && mean > zeroMostShare * readings.saturationCount
  })
  if (now !== 'empty' || state.zero.ms < zeroLeastMs || loaded) {
    return {
      code: 'occupied',
      message:
        'The seat is not empty, so its zero was not changed. Stand up, take everything off the cushion, wait a few seconds and try again.',
    }
  }
  state.tare = Array.from({ length: geometry.cells }, (_, index) =>
    state.health.cells[index]?.verdict === 'ok'
      ? (state.zero.means[index] ?? 0) - (calibration?.cells[index]?.zeroAdc ?? 0)
      : (state.tare[index] ?? 0),
  )
  readings.setTare(state.tare)
  out.event('tare', nowMs, { counts: state.tare.map((count) => Math.round(count * 10) / 10) })
  return null
}

function calibrate(
  command: Extract<CoreCommand, { verb: 'calibrate' }>,
  context: CoreContext,
  nowMs: number,
): Problem | null {
  const { state, out, calibration } = context
  const { cells } = context.geometry
  switch (command.action) {
    case 'baseline':
      if (calibration !== null) {
        return {
          code: 'not-supported',
          message:
            'This cushion is calibrated and shows kPa; a baseline is only needed without a calibration.',
        }
      }
      startBaseline(state.baseline, cells)
      out.changed = true
      return null
    case 'cancel':
      state.baseline.running = null
      out.changed = true
      return null
    case 'set': {
      const parsed = calibrationSchema.safeParse(command.calibration)
      if (!parsed.success) {
        const [issue] = parsed.error.issues
        const where = issue?.path.join('.') ?? ''
        return {
          code: 'invalid',
          message: `This calibration cannot be used: ${where} ${issue?.message ?? ''}. The old one is still in use.`,
        }
      }
      if (parsed.data.cells.length !== cells) {
        return {
          code: 'invalid',
          message: `This calibration is for ${parsed.data.cells.length} cells, the cushion has ${cells}. The old one is still in use.`,
        }
      }
      state.calibration = parsed.data
      // The new calibration has its own zeros; a tare was relative to the old ones.
      state.tare.fill(0)
      const { madeAt, surface } = parsed.data
      out.event('calibration-changed', nowMs, { detail: `Calibrated on ${surface}.`, madeAt })
      adoptCalibration(context, parsed.data)
      beginNewUnit(context)
      return null
    }
    default:
      return {
        code: 'not-supported',
        message: 'The guided calibration is run by the gateway, not here.',
      }
  }
}

/** Readings change unit or scale here, so earlier ones are not comparable. */
export function beginNewUnit(context: CoreContext): void {
  const { state, out } = context
  unknownUntil(context, state.accountedMs ?? state.nowMs)
  forgetUsual(state.shifts)
  state.health.shares = freshGainDrift()
  state.health.sides = freshLeftRight()
  state.occupancy.usualLevel = 0
  state.habit = freshHabit()
  state.lastMinute = freshLastMinute()
  out.changed = true
}

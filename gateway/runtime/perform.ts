/** What each command does: the core's or the board's business, answered in the words of the contract. */

import type { CommandResult } from '../../core/model/command-result.ts'
import type { Command } from '../../core/model/commands.ts'
import type { CoreOutput } from '../../core/model/types.ts'
import type { CalibrateCommand, CalibrationDesk } from '../calibration/calibration-service.ts'
import type { Link } from '../link/link.ts'
import type { Pipeline } from './pipeline.ts'

export interface PerformOptions {
  readonly link: Link
  readonly pipeline: Pipeline
  readonly desk: CalibrationDesk
  /** Why the board's readings are not taken, if so. */
  readonly refusal: () => string | null
  rateChanged(rateHz: number): void
}

const absent = 'The cushion has not been connected yet. Plug it in and try again.'

const noCushion = (id: string, message: string): CommandResult => ({
  v: 1,
  id,
  ok: false,
  error: { code: 'no-cushion', message },
})

export async function perform(command: Command, options: PerformOptions): Promise<CommandResult> {
  const { id } = command
  const refusal = options.refusal()
  if (refusal !== null) return noCushion(id, refusal)
  const toBoard = async (sent: Parameters<Link['send']>[0]): Promise<CommandResult> => {
    const answer = await options.link.send(sent)
    if (answer.ok) return { v: 1, id, ok: true }
    return { v: 1, id, ok: false, error: { code: answer.code, message: answer.message } }
  }
  switch (command.verb) {
    case 'rate': {
      const result = await toBoard({ type: 'rate', hz: command.hz })
      if (result.ok) options.rateChanged(command.hz)
      return result
    }
    case 'buzz':
      return await toBoard({ type: 'buzz', ms: command.ms })
    case 'calibrate':
      return calibrate(command, options)
    case 'tare':
    case 'acknowledge':
    case 'snooze':
    case 'quiet': {
      let result = noCushion(id, absent)
      options.pipeline.step((core, nowMs) => {
        const done = core.command(command, nowMs)
        result = done.result
        // Quiet time and snoozes are seen on every page at once.
        return { ...done.output, changed: true }
      })
      return result
    }
  }
}

/** The desk runs the procedure and says what is put in force; the baseline is the core's. */
function calibrate(command: CalibrateCommand, { pipeline, desk }: PerformOptions): CommandResult {
  const { id } = command
  let result = noCushion(id, absent)
  pipeline.step((core, nowMs) => {
    let output: CoreOutput = { events: [], minutes: [], bouts: [], changed: true, sound: false }
    const toCore = (given: CalibrateCommand): CommandResult => {
      const done = core.command(given, nowMs)
      output = done.output
      return done.result
    }
    if (command.action === 'baseline') result = toCore(command)
    else {
      const error = desk.perform(command, nowMs, {
        calibration: core.calibration,
        occupied: core.state(nowMs).occupancy === 'occupied',
        badCells: core.cells().flatMap(({ index, verdict }) => (verdict === 'ok' ? [] : [index])),
        set: (calibration) => toCore({ verb: 'calibrate', id, action: 'set', calibration }).error ?? null,
      })
      result = error === null ? { v: 1, id, ok: true } : { v: 1, id, ok: false, error }
      if (command.action === 'cancel') result = toCore(command)
    }
    return { ...output, changed: true }
  })
  return result
}

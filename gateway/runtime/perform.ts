/** Carries out each command with the core or the board, and answers as the contract requires. */

import type { CommandResult } from '../../core/model/schemas/command-result.ts'
import type { Command } from '../../core/model/schemas/commands.ts'
import { keepConstants } from '../calibration/board-constants.ts'
import type { CalibrateCommand, CalibrationService } from '../calibration/calibration-service.ts'
import type { Link } from '../link/link.ts'
import type { ConnectedBoard } from './connected-board.ts'
import type { Pipeline } from './pipeline.ts'

export interface PerformOptions {
  readonly link: Link
  readonly board: ConnectedBoard
  readonly pipeline: Pipeline
  readonly calibrationService: CalibrationService
}

const noCushion = (id: string, message: string): CommandResult => ({
  v: 1,
  id,
  ok: false,
  error: { code: 'no-cushion', message },
})
const absent = (id: string): CommandResult =>
  noCushion(id, 'The cushion has not been connected yet. Connect it and try again.')

export async function perform(command: Command, options: PerformOptions): Promise<CommandResult> {
  const { id } = command
  const { link, board, pipeline } = options
  if (board.refusal !== null) return noCushion(id, board.refusal)
  const toBoard = async (sent: Parameters<Link['send']>[0]): Promise<CommandResult> => {
    const answer = await link.send(sent)
    if (answer.ok) return { v: 1, id, ok: true }
    return { v: 1, id, ok: false, error: { code: answer.code, message: answer.message } }
  }
  switch (command.verb) {
    case 'rate': {
      const result = await toBoard({ type: 'rate', hz: command.hz })
      if (result.ok) board.setRate(command.hz)
      if (result.ok && board.known !== null) pipeline.setBoard(board.known)
      return result
    }
    case 'buzz':
      return await toBoard({ type: 'buzz', ms: command.ms })
    case 'calibrate':
      return command.action === 'keep' ? await keep(id, options) : calibrate(command, options)
    case 'tare':
    case 'acknowledge':
    case 'snooze':
    case 'quiet':
      return pipeline.command(command) ?? absent(id)
  }
}

/** The calibration in force goes to the board, which gives it to any other host. */
async function keep(id: string, { link, pipeline }: PerformOptions): Promise<CommandResult> {
  const calibration = pipeline.core?.calibration ?? null
  if (calibration === null) {
    const message = 'There is no calibration to keep on the cushion yet. Calibrate it first.'
    return { v: 1, id, ok: false, error: { code: 'invalid', message } }
  }
  const answer = await keepConstants((command) => link.send(command), calibration)
  if (answer.ok) return { v: 1, id, ok: true }
  return { v: 1, id, ok: false, error: { code: answer.code, message: answer.message } }
}

/** The calibration service runs the procedure and decides what takes effect; the core handles the baseline. */
function calibrate(command: CalibrateCommand, options: PerformOptions): CommandResult {
  const { pipeline, calibrationService } = options
  const { id } = command
  const { core } = pipeline
  if (core === null) return absent(id)
  if (command.action === 'baseline') return pipeline.command(command) ?? absent(id)
  const nowMs = pipeline.nowMs()
  const error = calibrationService.perform(command, nowMs, {
    calibration: core.calibration,
    occupied: core.reading.state(nowMs).occupancy === 'occupied',
    badCells: core.cells().flatMap(({ index, verdict }) => (verdict === 'ok' ? [] : [index])),
    set: (calibration) =>
      (pipeline.command({ verb: 'calibrate', id, action: 'set', calibration }) ?? absent(id)).error ?? null,
  })
  // A baseline that is being taken is cancelled with it.
  if (command.action === 'cancel') return pipeline.command(command) ?? absent(id)
  return error === null ? { v: 1, id, ok: true } : { v: 1, id, ok: false, error }
}

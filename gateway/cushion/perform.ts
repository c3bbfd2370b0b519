/** What each command does: the core's or the board's business, answered in the words of the contract. */
import type { Command, CommandResult } from '../contract.ts'
import type { Link } from '../link/link.ts'
import type { Pipeline } from './pipeline.ts'

export interface PerformOptions {
  readonly link: Link
  readonly pipeline: Pipeline
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
    case 'tare':
    case 'calibrate':
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

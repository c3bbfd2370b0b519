/** Requests to the server, each with a readable answer, also when none arrives. */
import type { ReadonlySignal } from '@preact/signals'
import type { Problem } from '../../../../contract/problem.ts'
import type { Verb } from '../../../../core/model/schemas/commands.ts'
import type { Tolerance } from '../../../../core/model/schemas/tolerance.ts'
import { answerWithinMs, type PageSocket } from './cushion/page-socket.ts'

export type Outcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly message: string; readonly errors: NonNullable<Problem['errors']> }

export interface Requests {
  command(verb: Verb, args: Record<string, unknown>): Promise<Outcome>
  saveTolerance(tolerance: Tolerance): Promise<Outcome>
}

const failed = (message: string, errors: NonNullable<Problem['errors']> = []): Outcome => ({
  ok: false,
  message,
  errors,
})
const noAnswer = failed(
  'Sitbone did not answer. As far as this page knows, nothing was changed. Check the connection and try again.',
)

export function openRequests(socket: PageSocket, cushion: ReadonlySignal<string | null>): Requests {
  const ask = async (question: (id: string) => Promise<Outcome>): Promise<Outcome> => {
    const id = cushion.value
    if (id === null || !socket.connected) return noAnswer
    try {
      return await question(id)
    } catch {
      return noAnswer
    }
  }
  return {
    command: (verb, args) =>
      ask(async (id) => {
        const answer = await socket
          .timeout(answerWithinMs)
          .emitWithAck('command', { cushion: id, verb, args })
        if ('problem' in answer) return failed(answer.problem.detail, answer.problem.errors)
        return answer.ok ? { ok: true } : failed(answer.error?.message ?? 'The cushion refused.')
      }),
    saveTolerance: (tolerance) =>
      ask(async (id) => {
        const answer = await socket
          .timeout(answerWithinMs)
          .emitWithAck('tolerance', { cushion: id, tolerance })
        return 'problem' in answer ? failed(answer.problem.detail, answer.problem.errors) : { ok: true }
      }),
  }
}

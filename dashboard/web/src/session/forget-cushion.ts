/** Asks the server to forget a cushion. */
import type { Problem } from '../../../../contract/problem.ts'
import type { SendChange } from './changes.ts'
import { problemOf, unreachable } from './history.ts'

/** Null once it is forgotten. */
export async function forgetCushion(send: SendChange, id: string): Promise<Problem | null> {
  try {
    const response = await send({ method: 'DELETE', path: `cushions/${encodeURIComponent(id)}` })
    return response.ok ? null : await problemOf(response)
  } catch {
    return unreachable
  }
}

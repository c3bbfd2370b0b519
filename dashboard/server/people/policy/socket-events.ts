/** Which socket event is which action. The types make sure that none is left out. */
import type { ClientToServer, ServerToClient } from '../../../../contract/sockets.ts'
import { verbs } from '../../../../core/model/schemas/commands.ts'
import type { Action } from './permissions.ts'
import { verbActions } from './routes.ts'

/** From a page; `command` depends on its verb. Leaving and `shown` undo or answer what a join was permitted for. */
const fromPage: Readonly<Record<Exclude<keyof ClientToServer, 'command'>, Action>> = {
  cushions: 'cushions.ask',
  join: 'cushion.now',
  leave: 'socket.connect',
  shown: 'socket.connect',
  tester: 'cushion.simulate',
  leaveTester: 'socket.connect',
  tolerance: 'cushion.tolerance',
}

/** To a page. What goes to a cushion's room goes to those whose join was permitted, and still is. */
export const toPage: Readonly<Record<keyof ServerToClient, Action>> = {
  live: 'cushion.now',
  state: 'cushion.now',
  info: 'cushion.now',
  event: 'cushion.now',
  availability: 'cushion.now',
  tolerance: 'cushion.now',
  tester: 'cushion.simulate',
  cushions: 'cushions.list',
  health: 'server.details',
  revoked: 'socket.connect',
}

/** Asked with each message of a page, and with any name that a page makes up. */
const actions: ReadonlyMap<string, Action> = new Map(Object.entries(fromPage))

/** Null: there is no such event, or no such command. */
export function actionOfEvent(name: string, request: unknown): Action | null {
  if (name === 'command') {
    const verb = verbs.find((one) => one === fieldOf(request, 'verb'))
    return verb === undefined ? null : verbActions[verb]
  }
  return actions.get(name) ?? null
}

export function fieldOf(request: unknown, name: string): unknown {
  if (typeof request !== 'object' || request === null) return undefined
  return Object.entries(request).find(([key]) => key === name)?.[1]
}

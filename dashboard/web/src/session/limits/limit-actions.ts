/** What a person does about limits: acknowledge, snooze, be quiet for a meeting. Each can be undone or ended. */

import type { Verb } from '../../../../../core/model/schemas/commands.ts'
import type { OpenAlert } from '../../../../../core/model/schemas/open-alert.ts'
import type { App } from '../app-context.ts'
import { minuteOfDay } from '../day/zoned-day.ts'

/** The snoozes on offer. */
export const snoozeMin = [10, 30] as const

type Kinds = readonly OpenAlert['kind'][]
type ActionApp = Pick<App, 'session' | 'toasts'>

/** What did not work is said; the answer is whether it did. */
async function run(
  { session, toasts }: ActionApp,
  verb: Verb,
  args: Record<string, unknown>,
): Promise<boolean> {
  const outcome = await session.command(verb, args)
  if (!outcome.ok) toasts.show({ text: outcome.message, tone: 'over' })
  return outcome.ok
}

export async function acknowledge(app: ActionApp, alertIds: readonly string[]): Promise<void> {
  for (const alertId of alertIds) if (!(await run(app, 'acknowledge', { alertId }))) return
}

export async function snooze(app: ActionApp, kinds: Kinds, minutes: number): Promise<void> {
  for (const kind of kinds) if (!(await run(app, 'snooze', { kind, minutes }))) return
  const untilMs = app.session.nowMs.peek() + minutes * 60_000
  app.toasts.show({
    text: `Snoozed until ${app.session.day.peek().time(untilMs)}. Then you are reminded again, if it still holds.`,
    action: { label: 'Undo', run: () => void endSnooze(app, kinds) },
  })
}

export async function endSnooze(app: ActionApp, kinds: Kinds): Promise<void> {
  for (const kind of kinds) if (!(await run(app, 'snooze', { kind, minutes: 0 }))) return
}

export async function beQuiet(app: ActionApp, minutes: number): Promise<void> {
  if (!(await run(app, 'quiet', { minutes }))) return
  const untilMs = app.session.nowMs.peek() + minutes * 60_000
  app.toasts.show({
    text: `Quiet until ${app.session.day.peek().time(untilMs)}: no alert, no sound and no buzz. Your break will be waiting afterwards.`,
    action: { label: 'Undo', run: () => void endQuiet(app) },
  })
}

export async function endQuiet(app: ActionApp): Promise<void> {
  if (await run(app, 'quiet', { minutes: 0 })) app.toasts.show({ text: 'Alerts are shown and sound again.' })
}

/** Minutes from now to a time of day, `HH:mm` in the cushion's zone; null: not a time. */
export function minutesUntil(
  time: string,
  { nowMs, clock }: { readonly nowMs: number; readonly clock: (atMs: number) => string },
): number | null {
  const wanted = minuteOfDay(time)
  const now = minuteOfDay(clock(nowMs))
  if (wanted === null || now === null) return null
  const ahead = (wanted - now + 1440) % 1440
  return (ahead === 0 ? 1440 : ahead) - (nowMs % 60_000) / 60_000
}

interface SnoozeEvent {
  readonly kind: string
  readonly at: string
  readonly s?: number | undefined
}

/** Kinds that are snoozed together count once. */
const togetherMs = 5_000

/** How often a person snoozed since then; `events` in order of time. */
export function snoozesSince(events: readonly SnoozeEvent[], sinceMs: number): number {
  let lastMs = Number.NEGATIVE_INFINITY
  let count = 0
  for (const { kind, at, s = 0 } of events) {
    const atMs = Date.parse(at)
    if (kind !== 'alert-snoozed' || s === 0 || atMs < sinceMs) continue
    if (atMs - lastMs > togetherMs) count += 1
    lastMs = atMs
  }
  return count
}

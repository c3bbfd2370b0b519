/** While limits are kept quiet, on every page: until when, and how to end it. Says nothing that a shared screen should not show. */
import { useState } from 'preact/hooks'
import { useApp } from '../session/app-context.ts'
import { endQuiet, endSnooze, snoozesSince } from '../session/limits/limit-actions.ts'
import { hushOf } from '../session/limits/open-limits.ts'

/** Ours. */
const oftenFrom = 3

export function HushNote() {
  const app = useApp()
  const { session } = app
  const [busy, setBusy] = useState(false)
  const state = session.state.value
  const nowMs = session.nowMs.value
  const hush = state === null ? null : hushOf(state, nowMs)
  if (hush === null) return null
  const { time, dayOf, range } = session.day.value
  const count = snoozesSince(session.recentEvents.value, range(dayOf(nowMs)).fromMs)
  const end = async (): Promise<void> => {
    setBusy(true)
    await (hush.why === 'meeting' ? endQuiet(app) : endSnooze(app, hush.kinds))
    setBusy(false)
  }
  return (
    <section class="hush" role="status">
      <p>
        <strong>
          {hush.why === 'meeting' ? 'Quiet' : 'Snoozed'} until {time(hush.untilMs)}.
        </strong>{' '}
        {hush.why === 'snooze' && count >= oftenFrom
          ? `That is snooze number ${count} today, which happens on busy days. A short break would bring time back.`
          : state?.occupancy === 'empty'
            ? 'You are off the seat, so your break has begun.'
            : 'Your break will be waiting afterwards.'}
      </p>
      <button type="button" class="button small-button" disabled={busy} onClick={() => void end()}>
        {hush.why === 'meeting' ? 'End the meeting' : 'End the snooze'}
      </button>
    </section>
  )
}

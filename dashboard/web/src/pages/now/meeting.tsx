/** Quiet for a meeting, until a time that the person picks. */
import { useId, useState } from 'preact/hooks'
import { longestQuietMin } from '../../../../../core/model/alerts.ts'
import { useApp } from '../../session/app-context.ts'
import { beQuiet, minutesUntil } from '../../session/limits/limit-actions.ts'
import { hushOf } from '../../session/limits/open-limits.ts'

/** The time that is filled in: the next half hour that leaves at least this much. */
const leastMeetingMs = 25 * 60_000
const halfHourMs = 30 * 60_000

export function Meeting() {
  const app = useApp()
  const { session } = app
  const [until, setUntil] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const field = useId()
  const state = session.state.value
  const nowMs = session.nowMs.value
  const { time } = session.day.value
  const hush = state === null ? null : hushOf(state, nowMs)
  const quietFor = async (minutes: number): Promise<void> => {
    setBusy(true)
    await beQuiet(app, minutes)
    setBusy(false)
    setUntil(null)
  }
  // The note at the top of every page says until when, and ends it.
  if (hush?.why === 'meeting') return null
  const usualMs = Math.ceil((nowMs + leastMeetingMs) / halfHourMs) * halfHourMs
  if (until === null)
    return (
      <button type="button" class="button" onClick={() => setUntil(time(usualMs))}>
        In a meeting
      </button>
    )
  const minutes = minutesUntil(until, { nowMs, clock: time })
  const tooLong = minutes === null || minutes > longestQuietMin
  return (
    <form
      class="meeting"
      onSubmit={(event) => {
        event.preventDefault()
        if (!tooLong) void quietFor(minutes)
      }}
    >
      <label for={field}>Quiet until</label>
      <input
        id={field}
        type="time"
        required
        value={until}
        onInput={(event) => setUntil(event.currentTarget.value)}
      />
      <button type="submit" class="button primary" disabled={busy || tooLong}>
        Be quiet
      </button>
      <button type="button" class="link" onClick={() => setUntil(null)}>
        Cancel
      </button>
      {tooLong && <p class="small">Pick a time within the next {longestQuietMin / 60} hours.</p>}
    </form>
  )
}

/** Goes with a person from the limit through the break: ideas first, then how far the break is, then thanks. Never a sound. */
import type { CushionState } from '../../../../../core/model/schemas/state.ts'
import { Meter } from '../../components/meter.tsx'
import { useApp } from '../../session/app-context.ts'
import { limitReached } from '../../session/limits/open-limits.ts'
import { breakDone, stillAbove } from './break-words.ts'

const ideas = [
  'Stand up for a moment',
  'Walk a few steps',
  'Lie face down',
  'Cannot get up? Put a wedge or soft cushion under your thighs, so that your sit bones carry less',
] as const

export function BreakCoach({ state }: { readonly state: CushionState }) {
  const { session } = useApp()
  if (state.occupancy === 'empty') return <BreakProgress state={state} />
  if (limitReached(state, session.nowMs.value) !== 'stand') return null
  return (
    <section class="coach" aria-label="Ideas for a break">
      <h3 class="small">What helps now</h3>
      <ul class="reasons">
        {ideas.map((idea) => (
          <li key={idea}>{idea}</li>
        ))}
      </ul>
    </section>
  )
}

function BreakProgress({ state }: { readonly state: CushionState }) {
  const { session, owed } = useApp()
  const nowMs = session.nowMs.value
  const done = breakDone(state, nowMs)
  const above = stillAbove(state)
  if (done === null) return above === null ? null : <p class="coach small">{above}</p>
  return (
    <section class="coach" aria-label="Your break">
      <Meter label="How much of the break is done" fraction={done} colour="fine" calm />
      <p class="small">
        {thanks({ owed: owed.value !== null, enough: done >= 1 })} {above}
      </p>
    </section>
  )
}

function thanks({ owed, enough }: { owed: boolean; enough: boolean }): string {
  if (owed) return enough ? 'Thank you: that was the break you owed.' : 'Thank you for getting up.'
  return enough ? 'That was a real break.' : 'The break has begun.'
}

/** Zeroes the empty cushion on request: asks for confirmation, refuses while somebody sits, reports the result. */
import { useState } from 'preact/hooks'
import { useApp } from '../session/app-context.ts'
import { Dialog } from './dialog.tsx'

type Step = 'closed' | 'ask' | 'running'

export function Tare() {
  const { session } = useApp()
  const [step, setStep] = useState<Step>('closed')
  const [result, setResult] = useState<string | null>(null)
  const occupied = session.state.value?.occupancy === 'occupied'
  const live = session.freshKind.value === 'live'
  const run = async (): Promise<void> => {
    setStep('running')
    const outcome = await session.command('tare', {})
    setStep('closed')
    setResult(
      outcome.ok
        ? `Zeroed at ${session.day.value.time(session.nowMs.value)}.`
        : `Not zeroed: ${outcome.message}`,
    )
  }
  return (
    <div class="tare">
      <button type="button" class="link" disabled={!live} onClick={() => setStep('ask')}>
        Zero the empty cushion
      </button>
      <span class="small" role="status">
        {result ?? (live ? '' : 'Available when the cushion is live')}
      </span>
      {step !== 'closed' && (
        <Dialog title="Zero the empty cushion?" onClose={() => setStep('closed')}>
          <p>
            What every cell reads now becomes its zero. Stand up and take everything off the cushion first,
            and give the foam half a minute to settle.
          </p>
          {occupied && <p class="note">Someone is sitting on it. Stand up first.</p>}
          <div class="actions end">
            <button type="button" class="button" onClick={() => setStep('closed')}>
              Cancel
            </button>
            <button
              type="button"
              class="button primary"
              disabled={occupied || step === 'running'}
              onClick={() => void run()}
            >
              {step === 'running' ? 'Zeroing' : 'The cushion is empty: zero it'}
            </button>
          </div>
        </Dialog>
      )}
    </div>
  )
}

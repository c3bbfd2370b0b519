/** Relative mode: explains it, and takes the five-minute baseline. */
import { useState } from 'preact/hooks'
import { useApp } from '../session/app-context.ts'

export function Baseline() {
  const { session, toasts } = useApp()
  const [busy, setBusy] = useState(false)
  const calibration = session.info.value?.calibration
  if (calibration === undefined || calibration.mode !== 'relative') return null
  const act = async (action: 'baseline' | 'cancel'): Promise<void> => {
    setBusy(true)
    const outcome = await session.command('calibrate', { action })
    setBusy(false)
    if (!outcome.ok) toasts.show({ text: outcome.message, tone: 'over' })
  }
  const live = session.freshKind.value === 'live'
  return (
    <section class="card baseline" aria-label="Relative mode">
      <div>
        <h2>
          {calibration.baseline === 'running'
            ? 'Taking your baseline'
            : calibration.baseline === 'done'
              ? 'Not calibrated: compared with your usual sitting'
              : 'Not calibrated yet'}
        </h2>
        <p>
          {calibration.baseline === 'running'
            ? 'Sit comfortably for five minutes, as you usually do. The median of these minutes becomes 1.'
            : calibration.baseline === 'done'
              ? 'Pressure is shown as a multiple of your comfortable sitting. Pressure and load limits need calibration and are not watched; time limits are.'
              : 'Without calibration the cushion cannot show kPa. Take a baseline: sit comfortably for 5 minutes, and pressure is shown as a multiple of it. Until then only time limits are watched.'}
        </p>
      </div>
      {calibration.baseline === 'running' ? (
        <button type="button" class="button" disabled={busy} onClick={() => void act('cancel')}>
          Stop
        </button>
      ) : (
        <button
          type="button"
          class={`button${calibration.baseline === 'done' ? '' : ' primary'}`}
          disabled={busy || !live}
          onClick={() => void act('baseline')}
        >
          {calibration.baseline === 'done' ? 'Take a new baseline' : 'Take a baseline'}
        </button>
      )}
    </section>
  )
}

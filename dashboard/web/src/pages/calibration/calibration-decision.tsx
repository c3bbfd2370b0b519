/** All cells are measured: shows the result and asks whether to put it in force. */
import { useState } from 'preact/hooks'
import { useApp } from '../../session/app-context.ts'
import type { Procedure } from './calibration-words.ts'

interface CalibrationDecisionProps {
  readonly procedure: Procedure
  /** Back to the remaining repeats. */
  readonly onGoOn: () => void
}

export function CalibrationDecision({ procedure, onGoOn }: CalibrationDecisionProps) {
  const { session, toasts } = useApp()
  const [busy, setBusy] = useState(false)
  const count = (verdict: string) => procedure.cells.filter((cell) => cell.fit?.verdict === verdict).length
  const [pass, warn, fail] = [count('pass'), count('warn'), count('fail')]
  const accept = async (): Promise<void> => {
    setBusy(true)
    const outcome = await session.command('calibrate', { action: 'accept' })
    setBusy(false)
    toasts.show(
      outcome.ok
        ? { text: 'The new calibration is in force.', tone: 'fine' }
        : { text: outcome.message, tone: 'over' },
    )
  }
  return (
    <section class="card calibration-step" aria-label="Result">
      <p class="label">All cells measured</p>
      <p class="big calibration-figure">
        <strong>{pass + warn}</strong> <span>of {procedure.cells.length} cells usable</span>
      </p>
      <p class="calibration-sentence">
        {fail > 0
          ? `${fail === 1 ? 'One cell' : `${fail} cells`} could not be calibrated and will be left out. Measure ${fail === 1 ? 'it' : 'them'} again below, or put the rest in force.`
          : warn > 0
            ? 'Some cells are less certain than they could be; the list below says why.'
            : 'All cells came out well. Put it in force to measure pressure with this calibration.'}
      </p>
      {procedure.acceptProblem !== null && <p class="error">{procedure.acceptProblem}</p>}
      <div class="actions">
        <button
          type="button"
          class="button primary"
          disabled={busy || procedure.acceptProblem !== null}
          onClick={() => void accept()}
        >
          Put it in force
        </button>
        {procedure.next !== null && (
          <button type="button" class="button" disabled={busy} onClick={onGoOn}>
            Continue the repeats
          </button>
        )}
      </div>
    </section>
  )
}

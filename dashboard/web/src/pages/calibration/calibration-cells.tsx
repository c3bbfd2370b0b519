/** Every cell of the calibration with progress, verdict and figures; at the end the decision. */

import { useState } from 'preact/hooks'
import { ladderSteps } from '../../../../../core/model/calibration-steps.ts'
import { Meter } from '../../components/meter.tsx'
import { useApp } from '../../session/app-context.ts'
import { type Procedure, type ProcedureCell, percent, verdictWordsOf } from './calibration-words.ts'

interface CalibrationCellsProps {
  readonly procedure: Procedure
  readonly current: number | null
  readonly onChoose: (cell: number) => void
}

export function CalibrationCells({ procedure, current, onChoose }: CalibrationCellsProps) {
  const { session, toasts } = useApp()
  const [busy, setBusy] = useState(false)
  const redo = async (cell: number): Promise<void> => {
    setBusy(true)
    const outcome = await session.command('calibrate', { action: 'redo', cell })
    setBusy(false)
    if (outcome.ok) onChoose(cell)
    else toasts.show({ text: outcome.message, tone: 'over' })
  }
  return (
    <section class="card calibration-cells" aria-label="All cells">
      <h2>Cells</h2>
      <ul>
        {procedure.cells.map((cell) => (
          <li key={cell.index} aria-current={cell.index === current ? 'step' : undefined}>
            <strong>Cell {cell.index}</strong>
            <Standing procedure={procedure} cell={cell} />
            <span class="small calibration-figures">{figures(cell)}</span>
            {cell.fit === null ? (
              cell.index !== current && (
                <button
                  type="button"
                  class="button small-button"
                  disabled={busy || procedure.hold !== null}
                  onClick={() => onChoose(cell.index)}
                >
                  Do this one next
                </button>
              )
            ) : (
              <button
                type="button"
                class="button small-button"
                disabled={busy || procedure.hold !== null}
                onClick={() => void redo(cell.index)}
              >
                Measure again
              </button>
            )}
            {cell.fit !== null && cell.fit.reasons.length > 0 && (
              <p class="small calibration-reasons">
                {cell.fit.reasons.map((reason) => reason.text).join(' ')}
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Standing({ procedure, cell }: { readonly procedure: Procedure; readonly cell: ProcedureCell }) {
  const words = verdictWordsOf(procedure)
  if (cell.fit !== null)
    return <span class={`chip verdict is-${cell.fit.verdict}`}>{words[cell.fit.verdict]}</span>
  const steps = ladderSteps(procedure.plan)
  if (steps === 1) return <span class="small calibration-standing">not yet</span>
  return (
    <span class="calibration-standing">
      <Meter label={`Cell ${cell.index}`} fraction={cell.done / steps} colour="plain" />
      <span class="small">
        {cell.done} of {steps} steps
      </span>
    </span>
  )
}

function figures({ fit }: ProcedureCell): string {
  if (fit === null) return ''
  if (fit.n === null) return fit.verifyError === null ? '' : `the weight reads ${percent(fit.verifyError)}`
  const check = fit.verifyError === null ? '' : `check weight ${percent(fit.verifyError)}, `
  const creep =
    fit.creepPerDecade === null ? '' : `, creep ${(fit.creepPerDecade * 100).toFixed(1)} % per decade`
  const loop = fit.hysteresis === null ? '' : `, hysteresis ${(fit.hysteresis * 100).toFixed(1)} %`
  const repeats =
    fit.repeatability === null ? '' : `, repeatable to ${(fit.repeatability * 100).toFixed(1)} %`
  return `${check}exponent ${fit.n.toFixed(2)}${creep}${loop}${repeats}`
}

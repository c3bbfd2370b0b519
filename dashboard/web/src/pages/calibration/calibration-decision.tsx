/** All cells are measured: shows the result and asks whether to put it in force. */
import { useState } from 'preact/hooks'
import { useApp } from '../../session/app-context.ts'
import { deviationWords, type Procedure } from './calibration-words.ts'

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
  const check = procedure.method === 'check'
  const words = check ? checkWords : madeWords
  const accept = async (): Promise<void> => {
    setBusy(true)
    const outcome = await session.command('calibrate', { action: 'accept' })
    setBusy(false)
    toasts.show(outcome.ok ? { text: words.accepted, tone: 'fine' } : { text: outcome.message, tone: 'over' })
  }
  return (
    <section class="card calibration-step" aria-label="Result">
      <p class="label">{words.label}</p>
      <p class="big calibration-figure">
        <strong>{check ? pass : pass + warn}</strong>{' '}
        <span>
          of {procedure.cells.length} cells {words.good}
        </span>
      </p>
      <p class="calibration-sentence">
        {check
          ? checkSentence({
              ...{ warn, fail, deviation: procedure.deviation ?? null },
              mayAccept: procedure.acceptProblem === null,
            })
          : madeSentence({ warn, fail })}
      </p>
      {procedure.acceptProblem !== null && <p class="error">{procedure.acceptProblem}</p>}
      <div class="actions">
        <button
          type="button"
          class="button primary"
          disabled={busy || procedure.acceptProblem !== null}
          onClick={() => void accept()}
        >
          {words.accept}
        </button>
        {procedure.next !== null && (
          <button type="button" class="button" disabled={busy} onClick={onGoOn}>
            {words.goOn}
          </button>
        )}
      </div>
    </section>
  )
}

const madeWords = {
  label: 'All cells measured',
  good: 'usable',
  accept: 'Put it in force',
  accepted: 'The new calibration is in force.',
  goOn: 'Continue the repeats',
} as const
const checkWords: Readonly<Record<keyof typeof madeWords, string>> = {
  label: 'Check',
  good: 'hold',
  accept: 'Accept the check',
  accepted: 'The check is noted.',
  goOn: 'Check the other cells',
}

function madeSentence({ warn, fail }: { readonly warn: number; readonly fail: number }): string {
  if (fail > 0)
    return `${fail === 1 ? 'One cell' : `${fail} cells`} could not be calibrated and will be left out. Measure ${fail === 1 ? 'it' : 'them'} again below, or put the rest in force.`
  return warn > 0
    ? 'Some cells are less certain than they could be; the list below says why.'
    : 'All cells came out well. Put it in force to measure pressure with this calibration.'
}

interface Checked {
  readonly warn: number
  readonly fail: number
  readonly deviation: number | null
  readonly mayAccept: boolean
}

function checkSentence({ warn, fail, deviation, mayAccept }: Checked): string {
  const parts = [
    deviation === null ? '' : `The cells read ${deviationWords(deviation)}.`,
    warn > 0
      ? `${cellsWords(warn)} 10 to 25 % off by now; accepting puts ${warn === 1 ? 'it' : 'them'} right.`
      : '',
    fail > 0 && mayAccept
      ? `${cellsWords(fail)} more than 25 % off and will be left out: measure again below, or calibrate anew.`
      : '',
    warn + fail === 0 ? 'The calibration still holds.' : '',
  ]
  return parts.filter((part) => part !== '').join(' ')
}

const cellsWords = (count: number): string => (count === 1 ? 'One cell is' : `${count} cells are`)

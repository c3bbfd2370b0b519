/** What did that change? Half a minute before and after a wedge or another posture, with how sure the difference is. */
import { useSignal, useSignalEffect } from '@preact/signals'
import type { ComparedName, Comparison } from '../../../../../core/summary/compare.ts'
import { Meter } from '../../components/meter.tsx'
import { useApp } from '../../session/app-context.ts'
import { withError } from '../../words/differences.ts'
import { errorFigure, type PressureUnit, pressureFigure } from '../../words/units.ts'
import { type CompareRun, changed, heard, noRun, partOf, started } from './compare-run.ts'

export function CompareChange() {
  const { session } = useApp()
  const run = useSignal<CompareRun>(noRun)
  useSignalEffect(() => {
    const next = session.heard.value
    if (next !== null && !next.restored) run.value = heard(run.peek(), next.state)
  })
  const now = run.value
  return (
    <section class="compare" aria-label="What did that change?">
      <h3 class="small">What did that change?</h3>
      {now.step === 'idle' && (
        <p class="small">Try a wedge or another posture, and compare half a minute before and after.</p>
      )}
      {(now.step === 'before' || now.step === 'after') && (
        <>
          <p>
            {now.step === 'before'
              ? 'Sit as usual for half a minute.'
              : 'Stay as you sit now for half a minute.'}
          </p>
          <Meter
            label="How much of the half minute is done"
            fraction={partOf(now.samples)}
            colour="plain"
            calm
          />
        </>
      )}
      {now.step === 'change' && (
        <p>
          Now put the wedge in, or change how you sit. Take your time to settle; pressure rises a little at
          first.
        </p>
      )}
      {now.step === 'done' && <Results results={now.results} />}
      <div class="actions" aria-live="polite">
        {(now.step === 'idle' || now.step === 'done') && (
          <button
            type="button"
            class="button small-button"
            onClick={() => {
              run.value = started(now)
            }}
          >
            {now.step === 'idle' ? 'Compare a change' : 'Compare again'}
          </button>
        )}
        {now.step === 'change' && (
          <button
            type="button"
            class="button primary small-button"
            onClick={() => {
              run.value = changed(now)
            }}
          >
            I have settled
          </button>
        )}
        {now.step !== 'idle' && (
          <button
            type="button"
            class="link"
            onClick={() => {
              run.value = noRun
            }}
          >
            {now.step === 'done' ? 'Close' : 'Cancel'}
          </button>
        )}
      </div>
    </section>
  )
}

const names: Readonly<Record<ComparedName, string>> = {
  left: 'Left',
  right: 'Right',
  area: 'Contact area',
  balance: 'Balance',
}

function Results({ results }: { readonly results: readonly Comparison[] }) {
  const { session, preferences } = useApp()
  if (results.length === 0)
    return <p>There was too little data to compare. Try again while readings arrive.</p>
  const show = { relative: session.relative.value, unit: preferences.unit.value }
  return (
    <table class="compared small">
      <caption class="sr-only">Before and after</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">before</th>
          <th scope="col">after</th>
          <th scope="col">change</th>
        </tr>
      </thead>
      <tbody>
        {results.map((result) => (
          <tr key={result.name}>
            <th scope="row">{names[result.name]}</th>
            <td>{figure(result.name, result.before, show)}</td>
            <td>{figure(result.name, result.after, show)}</td>
            <td>{changeWords(result, show)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface Show {
  readonly relative: boolean
  readonly unit: PressureUnit
}

function figure(name: ComparedName, value: number, { relative, unit }: Show): string {
  if (name === 'area') return `${value.toFixed(0)} cm²`
  if (name === 'balance') return balance(value)
  return relative ? `${value.toFixed(2)} × baseline` : `${pressureFigure(value, unit)} ${unit}`
}

const balance = (value: number): string => {
  const percent = Math.round(Math.abs(value))
  return percent === 0 ? 'even' : `${percent} % to the ${value < 0 ? 'left' : 'right'}`
}

function changeWords({ name, change, uncertainty, clear }: Comparison, { relative, unit }: Show): string {
  if (!clear) return 'No clear difference'
  const by = Math.abs(change)
  const whole = String(Math.ceil(uncertainty))
  if (name === 'balance')
    return `${withError(by.toFixed(0), whole)} % to the ${change < 0 ? 'left' : 'right'}`
  const way = change < 0 ? 'less' : 'more'
  if (name === 'area') return `${withError(by.toFixed(0), whole)} cm² ${way}`
  if (relative) return `${withError(by.toFixed(2), (Math.ceil(uncertainty * 100) / 100).toFixed(2))} ${way}`
  return `${withError(pressureFigure(by, unit), errorFigure(uncertainty, unit) ?? '–')} ${unit} ${way}`
}

/** Today against the four-week average; a comparison, not a verdict. */
import type { LoadSpikeAnswer } from '../../../../../contract/diary/diary.ts'
import { ProblemNote } from '../../components/state-card.tsx'
import { useApp } from '../../session/app-context.ts'
import { useLoadSpike } from '../../session/diary-answers.ts'
import { hiddenWords } from '../../words/diary-words.ts'
import { minuteWords } from '../../words/durations.ts'
import { loadFigure, loadUnit } from '../../words/units.ts'

type Measure = LoadSpikeAnswer['measures'][number]
const names = { seated: 'Seated', left: 'Pressure-time, left', right: 'Pressure-time, right' } as const

export function LoadSpike() {
  const { answer, retry } = useLoadSpike()
  return (
    <section class="card spike" aria-label="Today and the last four weeks">
      <h2>Today and the last four weeks</h2>
      {answer.status === 'loading' && <p class="quiet">Reading the last weeks.</p>}
      {answer.status === 'error' && <ProblemNote problem={answer.problem} onRetry={retry} />}
      {answer.status === 'ready' && <Measures answer={answer.value} />}
    </section>
  )
}

function Measures({ answer }: { readonly answer: LoadSpikeAnswer }) {
  if (answer.paused)
    return <p class="small">Not interpreted until a clinician has looked at the new symptoms.</p>
  const seated = answer.measures.find(({ name }) => name === 'seated')
  const why = seated === undefined ? null : hiddenWords(seated)
  if (why !== null) return <p class="small">{why}</p>
  return (
    <>
      <dl class="facts">
        {answer.measures
          .filter((measure) => measure.hidden === null)
          .map((measure) => (
            <Row key={measure.name} measure={measure} />
          ))}
      </dl>
      <p class="small">{answer.sentence}</p>
    </>
  )
}

function Row({ measure }: { readonly measure: Measure }) {
  const { preferences } = useApp()
  const unit = preferences.unit.value
  const { name, today, chronic, ratio } = measure
  const figure = (value: number | null): string => {
    if (value === null) return '–'
    return name === 'seated' ? minuteWords(value * 60) : `${loadFigure(value, unit)} ${loadUnit(unit)}`
  }
  return (
    <div>
      <dt>{names[name]}</dt>
      <dd>
        {figure(today)} <span class="quiet">(usually {figure(chronic)})</span>
        {ratio !== null && `, × ${ratio.toFixed(1)}`}
      </dd>
    </div>
  )
}

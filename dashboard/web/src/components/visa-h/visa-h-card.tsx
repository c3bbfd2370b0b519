/** The VISA-H totals: the latest, what changed, all of them, and a line to enter one. The questions are not Sitbone's to show. */
import { useSignal } from '@preact/signals'
import type { VisaHAnswer } from '../../../../../contract/diary/visa-h.ts'
import { mostVisaH, visaHChange } from '../../../../../core/model/diary/visa-h.ts'
import { useApp } from '../../session/app-context.ts'
import { useAnswer } from '../../session/history.ts'
import { useChanges } from '../../session/use-changes.ts'
import { chanceWords, visaHChangeWords } from '../../words/visa-h-words.ts'
import { Refused } from '../answered.tsx'
import { Field } from '../field.tsx'
import { ProblemNote } from '../state-card.tsx'
import './visa-h.css'
import { VisaHChart } from './visa-h-chart.tsx'

export function VisaHCard() {
  const { account, session } = useApp()
  const cushion = session.cushion.value
  if (cushion === null || !account.may(cushion, 'diary')) return null
  return <Totals key={cushion} cushion={cushion} />
}

function Totals({ cushion }: { readonly cushion: string }) {
  const { account, diary } = useApp()
  const path = `cushions/${encodeURIComponent(cushion)}/visa-h`
  const { answer, retry } = useAnswer<VisaHAnswer>({ url: `api/v1/${path}`, version: diary.version.value })
  const enters = account.may(cushion, 'own') || account.may(cushion, 'prescribe')
  return (
    <section class="card visa-h" aria-label="VISA-H">
      <h2>VISA-H total</h2>
      {answer.status === 'error' && <ProblemNote problem={answer.problem} onRetry={retry} />}
      {answer.status === 'loading' && <p class="quiet">Reading the totals.</p>}
      {answer.status === 'ready' && (
        <>
          <Shown answer={answer.value} path={path} enters={enters} />
          {enters && <NewTotal path={path} />}
        </>
      )}
    </section>
  )
}

interface ShownProps {
  readonly answer: VisaHAnswer
  readonly path: string
  readonly enters: boolean
}

function Shown({ answer: { totals, detectableChange }, path, enters }: ShownProps) {
  const { session } = useApp()
  const dateOf = session.day.value.title
  const last = totals.at(-1)
  if (last === undefined)
    return (
      <p class="quiet">
        None yet. The questionnaire on daily life and sport with this tendon gives one total, 0 to {mostVisaH}
        ; more is better. {enters && 'Fill it in on paper, and enter the total here.'}
      </p>
    )
  const change = visaHChange(totals)
  return (
    <>
      <p>
        <strong class="visa-h-latest">{last.total}</strong> of {mostVisaH}, {dateOf(last.day)}
      </p>
      {change !== null && <p class="small">{visaHChangeWords(change, dateOf)}</p>}
      {totals.length > 1 && <VisaHChart totals={totals} />}
      <details class="no-print">
        <summary class="small">All {totals.length}</summary>
        <ul class="visa-h-list">
          {totals.toReversed().map((kept) => (
            <Row key={kept.day} kept={kept} path={path} enters={enters} />
          ))}
        </ul>
      </details>
      <p class="small">{chanceWords(detectableChange)}</p>
    </>
  )
}

interface RowProps {
  readonly kept: VisaHAnswer['totals'][number]
  readonly path: string
  readonly enters: boolean
}

function Row({ kept: { day, total, by }, path, enters }: RowProps) {
  const { session, diary, toasts } = useApp()
  const changes = useChanges()
  const name = `${total} of ${mostVisaH}, ${session.day.value.title(day)} ${day.slice(0, 4)}`
  const change = async (method: 'PUT' | 'DELETE'): Promise<void> => {
    const body = method === 'PUT' ? { body: { total } } : {}
    const done = await changes.send({ method, path: `${path}/${day}`, ...body })
    diary.version.value += 1
    if (done === null || method === 'PUT') return
    toasts.show({ text: 'Total removed.', action: { label: 'Undo', run: () => void change('PUT') } })
  }
  return (
    <li>
      <span>
        {name}
        {by !== null && <span class="small">, entered by {by}</span>}
      </span>
      {enters && (
        <button
          type="button"
          class="button small-button"
          disabled={changes.busy.value}
          aria-label={`Remove ${name}`}
          onClick={() => void change('DELETE')}
        >
          Remove
        </button>
      )}
      <Refused message={changes.refused.value} />
    </li>
  )
}

function NewTotal({ path }: { readonly path: string }) {
  const { session, diary, toasts } = useApp()
  const changes = useChanges()
  const today = session.day.value.dayOf(session.nowMs.value)
  const total = useSignal('')
  const day = useSignal(today)
  const save = async (): Promise<void> => {
    const body = { total: Number(total.value) }
    if ((await changes.send({ method: 'PUT', path: `${path}/${day.value}`, body })) === null) return
    total.value = ''
    diary.version.value += 1
    toasts.show({ text: 'VISA-H total saved.' })
  }
  return (
    <form
      class="visa-h-new no-print"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <Field
        label="New total"
        type="number"
        inputMode="numeric"
        required
        min={0}
        max={mostVisaH}
        bind={total}
      />
      <Field label="Filled in on" type="date" required bind={day} />
      <button type="submit" class="button" disabled={changes.busy.value || total.value === ''}>
        Save total
      </button>
      <Refused message={changes.refused.value} />
    </form>
  )
}

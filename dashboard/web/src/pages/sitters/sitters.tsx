/** For a physio: everybody who shares their data, those first who need a look. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { SittersAnswer } from '../../../../../contract/sitters.ts'
import { sitterFlags } from '../../../../../core/model/sitter-flags.ts'
import { Field } from '../../components/field.tsx'
import { ProblemNote } from '../../components/state-card.tsx'
import { useAnswer } from '../../session/history.ts'
import { countOf, flagNames, rowsShown, type Shown } from '../../words/sitter-words.ts'
import { CohortNote } from './cohort-note.tsx'
import { SitterCard } from './sitter-card.tsx'
import './sitters.css'

const whilePreparingMs = 1500
const usuallyMs = 60_000

export function SittersPage() {
  const { answer, retry } = useSitters()
  return (
    <div class="sitters">
      <div class="page-head">
        <h1>Sitters</h1>
        <p class="lead">
          Those who need a look come first. They share their data with you, see when you looked, and can end
          it at any time.
        </p>
      </div>
      {answer.status === 'error' && (
        <section class="card">
          <ProblemNote problem={answer.problem} onRetry={retry} />
        </section>
      )}
      {answer.status === 'loading' && (
        <section class="card" aria-busy="true">
          <p class="quiet">Reading who shares data with you.</p>
        </section>
      )}
      {answer.status === 'ready' && (
        <>
          {answer.value.cohort !== null && <CohortNote cohort={answer.value.cohort} />}
          <SitterList list={answer.value} />
        </>
      )}
    </div>
  )
}

const isGrowing = ({ cohort }: SittersAnswer): boolean =>
  cohort !== null && cohort.ready < cohort.sitters && cohort.failed === null

/** Asked again: soon while days are still being read, else each minute while the page is looked at. */
function useSitters() {
  const version = useSignal(0)
  const asked = useAnswer<SittersAnswer>({ url: 'api/v1/sitters', version: version.value })
  const list = asked.answer.status === 'ready' ? asked.answer.value : null
  const preparing = list !== null && (list.preparing > 0 || isGrowing(list))
  useEffect(() => {
    const timer = setInterval(
      () => {
        if (document.visibilityState === 'visible') version.value += 1
      },
      preparing ? whilePreparingMs : usuallyMs,
    )
    return () => clearInterval(timer)
  }, [preparing])
  return asked
}

function SitterList({ list: { rows, preparing } }: { readonly list: SittersAnswer }) {
  const name = useSignal('')
  const shown = useSignal<Shown>('all')
  if (rows.length === 0)
    return (
      <section class="card">
        <h2>Nobody yet</h2>
        <p>
          No sitter shares anything with you at the moment. Ask for an invitation link: your patient makes one
          under <em>Sharing</em>.
        </p>
      </section>
    )
  const found = rowsShown(rows, { name: name.value, shown: shown.value })
  return (
    <>
      <search class="sitters-tools">
        <Field label="Search" type="search" autocomplete="off" bind={name} />
        <div class="field">
          <label for="sitters-shown">Show</label>
          <select
            id="sitters-shown"
            class="choice"
            value={shown.value}
            onChange={({ currentTarget: { value } }) => {
              shown.value = choices.find((choice) => choice === value) ?? 'all'
            }}
          >
            {choices.map((choice) => (
              <option key={choice} value={choice}>
                {choiceName(choice)} ({countOf(rows, choice)})
              </option>
            ))}
          </select>
        </div>
        <p class="small" role="status">
          {preparing > 0
            ? `Reading four weeks of ${preparing} more. The order may still change.`
            : `${found.length} of ${rows.length} shown. Bars: hours seated on each of 28 days; a gap has no data.`}
        </p>
      </search>
      {found.length === 0 ? (
        <section class="card">
          <h2>Nobody matches</h2>
          <button
            type="button"
            class="button"
            onClick={() => {
              name.value = ''
              shown.value = 'all'
            }}
          >
            Show everybody
          </button>
        </section>
      ) : (
        <ol class="sitter-list" onKeyDown={moveFocus}>
          {found.map((row) => (
            <SitterCard key={`${row.sitter} ${row.cushion}`} row={row} />
          ))}
        </ol>
      )}
    </>
  )
}

const choices: readonly Shown[] = ['all', 'any', ...sitterFlags]
const choiceName = (choice: Shown): string =>
  choice === 'all' ? 'Everybody' : choice === 'any' ? 'Who needs a look' : flagNames[choice]

/** Arrow keys go from one row's button to the next. */
function moveFocus(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (by === 0) return
  const buttons = [...event.currentTarget.querySelectorAll('button')]
  const next = buttons[buttons.findIndex((button) => button.matches(':focus')) + by]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}

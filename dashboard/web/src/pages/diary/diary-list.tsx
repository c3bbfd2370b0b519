/** The diary day by day, newest first: check-ins that can be changed or deleted, beside seated time and load. */
import { useComputed } from '@preact/signals'
import type { CheckInAnswer } from '../../../../../contract/diary/diary.ts'
import type { EntryAnswer } from '../../../../../contract/diary/setup.ts'
import { useApp } from '../../session/app-context.ts'
import { asNew, type DiaryDialog } from '../../session/diary.ts'
import { entryWords, pastOccasion, whereWords } from '../../words/diary-words.ts'
import { minuteWords } from '../../words/durations.ts'
import { loadFigure, loadUnit } from '../../words/units.ts'
import type { DiaryDay } from './diary-days.ts'

export function DiaryList({ days }: { readonly days: readonly DiaryDay[] }) {
  const { session } = useApp()
  const today = useComputed(() => session.day.value.dayOf(session.nowMs.value)).value
  return (
    <ol class="diary-days">
      {days.map((each) => (
        <DayRow key={each.day} entry={each} isToday={each.day === today} />
      ))}
    </ol>
  )
}

function DayRow({ entry, isToday }: { readonly entry: DiaryDay; readonly isToday: boolean }) {
  const { session, preferences } = useApp()
  const unit = preferences.unit.value
  const { day, checkIns, entries, morning, summary } = entry
  return (
    <li class="diary-day">
      <div class="diary-head">
        <h3>
          <a href={`day/${day}`}>{session.day.value.title(day)}</a>
        </h3>
        {morning?.colour && <span class={`colour-word colour-${morning.colour}`}>{morning.colour}</span>}
      </div>
      <div class="diary-said">
        {entries.length > 0 && (
          <ul>
            {entries.map((each) => (
              <EntryRow key={each.id} entry={each} />
            ))}
          </ul>
        )}
        {checkIns.length === 0 ? (
          <p class="small">{isToday ? 'No check-in yet.' : 'No check-in.'}</p>
        ) : (
          <ul>
            {checkIns.map((checkIn) => (
              <CheckInRow key={checkIn.id} checkIn={checkIn} />
            ))}
          </ul>
        )}
      </div>
      <dl class="diary-sat small">
        {summary === null ? (
          <div>
            <dt>seated</dt>
            <dd>no data</dd>
          </div>
        ) : (
          <>
            <div>
              <dt>seated</dt>
              <dd>{minuteWords(summary.seatedS)}</dd>
            </div>
            <div>
              <dt>pressure-time, {loadUnit(unit)}</dt>
              <dd>
                <span class="left">left {loadFigure(summary.leftPtiKpaMin, unit)}</span>{' '}
                <span class="right">right {loadFigure(summary.rightPtiKpaMin, unit)}</span>
              </dd>
            </div>
          </>
        )}
      </dl>
    </li>
  )
}

function EntryRow({ entry }: { readonly entry: EntryAnswer }) {
  const { session, diary, toasts } = useApp()
  const name = `${entryWords[entry.kind]}, ${session.day.value.time(Date.parse(entry.at))}`
  const remove = async (): Promise<void> => {
    const outcome = await diary.deleteEntry(entry.id)
    if (!outcome.ok) {
      toasts.show({ text: outcome.message, tone: 'over' })
      return
    }
    const { day: _day, ...same } = entry
    toasts.show({
      text: 'Entry deleted.',
      action: { label: 'Undo', run: () => void diary.putEntry(same) },
    })
  }
  return (
    <li class="check-in">
      <span class="check-in-words">
        <span>
          {name}
          {entry.minutes !== null && `, ${entry.minutes} min`}
        </span>
        {entry.note !== null && <span class="small">{entry.note}</span>}
      </span>
      <RowActions what={`the entry, ${name}`} dialog={{ kind: 'entry', edited: entry }} remove={remove} />
    </li>
  )
}

function CheckInRow({ checkIn }: { readonly checkIn: CheckInAnswer }) {
  const { session, diary, toasts } = useApp()
  const time = session.day.value.time(Date.parse(checkIn.at))
  const name = `${pastOccasion[checkIn.when]}, ${time}`
  const remove = async (): Promise<void> => {
    const outcome = await diary.deleteCheckIn(checkIn.id)
    if (!outcome.ok) {
      toasts.show({ text: outcome.message, tone: 'over' })
      return
    }
    toasts.show({
      text: 'Check-in deleted.',
      action: {
        label: 'Undo',
        run: () =>
          void diary
            .putCheckIn(asNew(checkIn))
            .then((back) =>
              toasts.show(back.ok ? { text: 'The check-in is back.' } : { text: back.message, tone: 'over' }),
            ),
      },
    })
  }
  return (
    <li class="check-in">
      <strong class="pain-figure">{checkIn.pain}</strong>
      <span class="check-in-words">
        <span>{name}</span>
        {whereWords(checkIn) !== null && <span class="small">{whereWords(checkIn)}</span>}
        {checkIn.note !== null && <span class="small">{checkIn.note}</span>}
        {checkIn.answers?.map(({ question, value }) => (
          <span key={question} class="small">
            {question} {value} of 10
          </span>
        ))}
        {checkIn.source === 'simulated' && <span class="small">simulated</span>}
      </span>
      <RowActions
        what={`the check-in, ${name}`}
        dialog={{ kind: 'check-in', edited: checkIn }}
        remove={remove}
      />
    </li>
  )
}

interface RowActionsProps {
  /** For screen readers: what the buttons change. */
  readonly what: string
  readonly dialog: DiaryDialog
  readonly remove: () => Promise<void>
}

/** Only for the one whose diary it is. */
function RowActions({ what, dialog, remove }: RowActionsProps) {
  const { session, account, diary } = useApp()
  if (!account.may(session.cushion.value, 'own')) return null
  return (
    <span class="check-in-actions">
      <button
        type="button"
        class="link"
        aria-label={`Change ${what}`}
        onClick={() => {
          diary.dialog.value = dialog
        }}
      >
        Change
      </button>
      <button type="button" class="link" aria-label={`Delete ${what}`} onClick={() => void remove()}>
        Delete
      </button>
    </span>
  )
}

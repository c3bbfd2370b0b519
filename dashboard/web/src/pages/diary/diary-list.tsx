/** The diary day by day, newest first: each check-in to change or delete, beside seated time and load. */
import type { CheckInAnswer } from '../../../../../contract/diary.ts'
import { useApp } from '../../session/app-context.ts'
import { asNew } from '../../session/diary.ts'
import { pastOccasion } from '../../words/diary-words.ts'
import { minuteWords } from '../../words/durations.ts'
import { loadFigure, loadUnit } from '../../words/units.ts'
import type { DiaryDay } from './diary-days.ts'

export function DiaryList({ days }: { readonly days: readonly DiaryDay[] }) {
  return (
    <ol class="diary-days">
      {days.map((each) => (
        <DayRow key={each.day} entry={each} />
      ))}
    </ol>
  )
}

function DayRow({ entry }: { readonly entry: DiaryDay }) {
  const { session, preferences } = useApp()
  const unit = preferences.unit.value
  const { day, checkIns, morning, summary } = entry
  return (
    <li class="diary-day">
      <div class="diary-head">
        <h3>
          <a href={`/day/${day}`}>{session.day.value.title(day)}</a>
        </h3>
        {morning?.colour && <span class={`colour-word colour-${morning.colour}`}>{morning.colour}</span>}
      </div>
      <div class="diary-said">
        {checkIns.length === 0 ? (
          <p class="small">No check-in.</p>
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
              <dt>load, {loadUnit(unit)}</dt>
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
        {checkIn.note !== null && <span class="small">{checkIn.note}</span>}
        {checkIn.source === 'simulated' && <span class="small">simulated</span>}
      </span>
      <span class="check-in-actions">
        <button
          type="button"
          class="link"
          aria-label={`Change the check-in, ${name}`}
          onClick={() => {
            diary.dialog.value = { kind: 'check-in', edited: checkIn }
          }}
        >
          Change
        </button>
        <button
          type="button"
          class="link"
          aria-label={`Delete the check-in, ${name}`}
          onClick={() => void remove()}
        >
          Delete
        </button>
      </span>
    </li>
  )
}

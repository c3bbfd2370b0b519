/** Four weeks of check-ins beside sitting; add, change, delete, and report new symptoms. */

import { useMemo } from 'preact/hooks'
import type { DaysAnswer } from '../../../../../contract/days.ts'
import { addDays } from '../../../../../core/time/calendar.ts'
import { CheckInButton } from '../../components/diary/check-in-dialog.tsx'
import { RedFlagNote } from '../../components/diary/red-flag-dialogs.tsx'
import { ProblemNote } from '../../components/state-card.tsx'
import { VisaHCard } from '../../components/visa-h/visa-h-card.tsx'
import { useApp } from '../../session/app-context.ts'
import { useMinuteVersion } from '../../session/day/day-answers.ts'
import { useCheckIns, useEntries, useKnownProgress } from '../../session/diary-answers.ts'
import { rangeUrl, useAnswer } from '../../session/history.ts'
import { useReader } from '../../session/use-reader.ts'
import { diaryDays, hasSomething } from './diary-days.ts'
import { DiaryList } from './diary-list.tsx'
import { EntryBar } from './entry-bar.tsx'
import { LoadSpike } from './load-spike.tsx'
import { PainChart } from './pain-chart.tsx'

const shownDays = 28

export function DiaryPage() {
  const { session, diary, account } = useApp()
  const zoned = session.day.value
  const today = zoned.dayOf(session.nowMs.value)
  const days = useMemo(
    () => Array.from({ length: shownDays }, (_, at) => addDays(today, at - shownDays + 1)),
    [today],
  )
  const range = useMemo(
    () => ({ fromMs: zoned.range(days[0] ?? today).fromMs, toMs: zoned.range(today).toMs }),
    [zoned, days, today],
  )
  const cushion = session.cushion.value
  const own = account.may(cushion, 'own')
  const said = useReader()
  const summaries = useAnswer<DaysAnswer>({
    url: cushion === null ? null : `${rangeUrl(cushion, 'days', range)}&tz=${encodeURIComponent(zoned.zone)}`,
    version: useMinuteVersion(range),
  })
  const checkIns = useCheckIns(range)
  const entries = useEntries(range)
  const progress = useKnownProgress()
  const shown = useMemo(
    () =>
      diaryDays(days, {
        checkIns: checkIns.answer.status === 'ready' ? checkIns.answer.value.checkIns : [],
        entries: entries.answer.status === 'ready' ? entries.answer.value.entries : [],
        mornings: progress?.mornings ?? [],
        summaries: summaries.answer.status === 'ready' ? summaries.answer.value.days : [],
      }),
    [days, checkIns.answer, entries.answer, progress, summaries.answer],
  )
  const listed = shown.filter(hasSomething).toReversed()
  const empty = checkIns.answer.status === 'ready' && checkIns.answer.value.checkIns.length === 0
  return (
    <>
      <div class="page-head day-head">
        <div>
          <h1>Diary</h1>
          <p class="lead">
            Pain often comes late, up to the next morning.{' '}
            {said('A check-in each morning shows how your tendon took the last few days.')}
          </p>
        </div>
        {own && (
          <div class="actions">
            <button
              type="button"
              class="button"
              onClick={() => {
                diary.dialog.value = { kind: 'red-flags' }
              }}
            >
              New symptoms?
            </button>
            <CheckInButton />
          </div>
        )}
      </div>
      {account.may(cushion, 'prescribe') && <RedFlagNote />}
      {own && <EntryBar />}
      <section class="card" aria-label="Pain, four weeks">
        <div class="between head">
          <h2 class="label">Pain, 0 to 10</h2>
          <ul class="keys small">
            <li class="key morning">morning, green</li>
            <li class="key amber">amber</li>
            <li class="key red">red</li>
            <li class="key later">later that day</li>
            <li class="key seated">seated</li>
          </ul>
        </div>
        <PainChart days={shown} />
      </section>
      <div class="diary-columns">
        <section class="card" aria-label="Day by day">
          <h2>Day by day</h2>
          {checkIns.answer.status === 'error' && (
            <ProblemNote problem={checkIns.answer.problem} onRetry={checkIns.retry} />
          )}
          {summaries.answer.status === 'error' && (
            <ProblemNote problem={summaries.answer.problem} onRetry={summaries.retry} />
          )}
          {empty && (
            <p class="quiet">
              No check-ins in the last four weeks.
              {own && ' Your first morning starts your baseline week; after that, mornings get a colour.'}
            </p>
          )}
          {checkIns.answer.status === 'loading' || summaries.answer.status === 'loading' ? (
            <p class="quiet placeholder" aria-busy="true">
              Loading the diary.
            </p>
          ) : (
            <DiaryList days={listed} />
          )}
        </section>
        <div class="diary-side">
          <LoadSpike />
          <VisaHCard />
          <section class="card" aria-label="Review">
            <h2>{own ? 'For your physio' : 'Review'}</h2>
            <p class="small">The last weeks on two pages, to go through together or to print.</p>
            <a class="button small-button" href="review">
              {own ? 'Review for your physio' : 'Open the review'}
            </a>
          </section>
          <section class="card" aria-label={said('Your data')}>
            <h2>{said('Your data')}</h2>
            <p class="small">Download these four weeks of check-ins for a spreadsheet.</p>
            {cushion !== null && (
              <a
                class="button small-button"
                href={`${rangeUrl(cushion, 'checkins', range)}&format=csv`}
                download
              >
                Check-ins (CSV)
              </a>
            )}
          </section>
        </div>
      </div>
    </>
  )
}

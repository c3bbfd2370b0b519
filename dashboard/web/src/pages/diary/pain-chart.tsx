/** Pain over the last four weeks with each day's seated time below: one column a day, missing days stay empty. */

import { mostPain } from '../../../../../core/model/diary/check-ins.ts'
import { useApp } from '../../session/app-context.ts'
import { durationWords } from '../../words/durations.ts'
import type { DiaryDay } from './diary-days.ts'

const percent = (share: number): string => `${Math.round(share * 1000) / 10}%`

function words({ morning, laterPain, summary }: DiaryDay): string {
  return [
    morning === null
      ? 'no morning check-in'
      : `morning ${morning.pain} of 10${morning.colour === null ? '' : `, ${morning.colour}`}`,
    ...(laterPain === null ? [] : [`later ${laterPain} of 10`]),
    summary === null ? 'no data' : `${durationWords(summary.seatedS)} seated`,
  ].join(', ')
}

export function PainChart({ days }: { readonly days: readonly DiaryDay[] }) {
  const { session } = useApp()
  const topS = Math.max(4 * 3600, ...days.map(({ summary }) => summary?.seatedS ?? 0))
  return (
    <div class="pain-chart">
      <div class="pain-axis small" aria-hidden="true">
        <span>10</span>
        <span>5</span>
        <span>0</span>
      </div>
      <ol class="pain-days">
        {days.map((each) => {
          const name = session.day.value.short(each.day)
          return (
            <li key={each.day} title={words(each)}>
              <span class="sr-only">
                {session.day.value.title(each.day)}: {words(each)}
              </span>
              <span class="pain-column" aria-hidden="true">
                {each.laterPain !== null && (
                  <i class="pain-mark later" style={{ bottom: percent(each.laterPain / mostPain) }} />
                )}
                {each.morning !== null && (
                  <i
                    class={`pain-mark colour-${each.morning.colour ?? 'none'}`}
                    style={{ bottom: percent(each.morning.pain / mostPain) }}
                  />
                )}
              </span>
              <span class="pain-seated" aria-hidden="true">
                <b style={{ height: percent((each.summary?.seatedS ?? 0) / topS) }} />
              </span>
              <span class="pain-name" aria-hidden="true">
                {name.weekday.slice(0, 1)}
                <br />
                {name.date}
              </span>
            </li>
          )
        })}
      </ol>
    </div>
  )
}

/** Open alerts on every page. All limits are one alert; alarms about the equipment say what to check. */

import { useState } from 'preact/hooks'
import type { AlertGroup } from '../../../../core/model/alerts.ts'
import { useApp } from '../session/app-context.ts'
import { acknowledge, snooze, snoozeMin } from '../session/limits/limit-actions.ts'
import { durationWords } from '../words/durations.ts'
import { type BannerGroup, bannerGroups } from './banner-groups.ts'

export function AlertBanners() {
  const { session } = useApp()
  const state = session.state.value
  const live = session.freshKind.value === 'live'
  // Old readings do not show whether the person still sits.
  const groups = (state === null ? [] : bannerGroups(state, session.nowMs.value)).filter(
    ({ group }) => live || group === 'equipment',
  )
  return (
    <div class="banners" aria-live="assertive">
      {groups.map((group) => (
        <Banner key={group.group} group={group} />
      ))}
    </div>
  )
}

function Banner({ group }: { readonly group: BannerGroup }) {
  const app = useApp()
  const { session } = app
  const [busy, setBusy] = useState(false)
  const { words, sinceMs } = group
  const agoS = Math.max(0, Math.floor((session.nowMs.value - sinceMs) / 60_000) * 60)
  const during = async (asking: Promise<void>): Promise<void> => {
    setBusy(true)
    await asking
    setBusy(false)
  }
  return (
    <section class={`banner banner-${group.group} banner-${group.level}`}>
      <BannerPicture group={group.group} />
      <div class="banner-words">
        <h2>{words.title}</h2>
        <p>
          {words.text}{' '}
          <span class="since">
            Since {session.day.value.time(sinceMs)}
            <span aria-hidden="true">{agoS >= 60 ? `, ${durationWords(agoS)} ago` : ''}</span>.
          </span>
        </p>
      </div>
      <div class="actions">
        <button
          type="button"
          class="button primary"
          disabled={busy}
          onClick={() => void during(acknowledge(app, group.alertIds))}
        >
          Acknowledge
        </button>
        {snoozeMin.map((minutes) => (
          <button
            key={minutes}
            type="button"
            class="button"
            disabled={busy}
            onClick={() => void during(snooze(app, group.kinds, minutes))}
          >
            Snooze {minutes} min
          </button>
        ))}
      </div>
    </section>
  )
}

function BannerPicture({ group }: { readonly group: AlertGroup }) {
  return (
    <svg class="banner-picture" viewBox="0 0 32 32" aria-hidden="true">
      {group === 'limit' ? (
        <>
          <circle cx="16" cy="6" r="3.4" />
          <path d="M16 11.5v9M16 20.5l-4 8.5M16 20.5l4 8.5M10 15.5l6-3 6 3" />
        </>
      ) : (
        <path d="M11 4v6M21 4v6M8 10h16v5a8 8 0 0 1-16 0zM16 23v6" />
      )}
    </svg>
  )
}

/** Open alerts on every page. Limits speak of the person's own limit; equipment says what to check. */

import { useState } from 'preact/hooks'
import type { AlertGroup } from '../../../../core/model/alerts.ts'
import { useApp } from '../session/app-context.ts'
import type { Outcome } from '../session/requests.ts'
import { kindWords } from '../words/alert-words.ts'
import { durationWords } from '../words/durations.ts'
import { type BannerGroup, bannerGroups } from './banner-groups.ts'

export function AlertBanners() {
  const { session } = useApp()
  const state = session.state.value
  const groups = state === null ? [] : bannerGroups(state, session.nowMs.value)
  return (
    <div class="banners" aria-live="assertive">
      {groups.map((group) => (
        <Banner key={group.key} group={group} />
      ))}
    </div>
  )
}

function Banner({ group }: { readonly group: BannerGroup }) {
  const { session, toasts } = useApp()
  const [busy, setBusy] = useState(false)
  const { words, sinceMs } = group
  const agoS = Math.max(0, Math.floor((session.nowMs.value - sinceMs) / 60_000) * 60)
  const run = async (ask: () => Promise<Outcome>): Promise<boolean> => {
    setBusy(true)
    const outcome = await ask()
    setBusy(false)
    if (!outcome.ok) toasts.show({ text: outcome.message, tone: 'over' })
    return outcome.ok
  }
  const acknowledge = async (): Promise<void> => {
    for (const alertId of group.alertIds)
      if (!(await run(() => session.command('acknowledge', { alertId })))) return
  }
  const snooze = async (minutes: number): Promise<void> => {
    if (!(await run(() => session.command('snooze', { kind: group.kind, minutes })))) return
    toasts.show({
      text: `Snoozed for ${minutes} min: ${kindWords[group.kind]}. It comes back by itself.`,
      action: {
        label: 'Undo',
        run: () => void run(() => session.command('snooze', { kind: group.kind, minutes: 0 })),
      },
    })
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
        <button type="button" class="button primary" disabled={busy} onClick={() => void acknowledge()}>
          Acknowledge
        </button>
        {[10, 30].map((minutes) => (
          <button
            key={minutes}
            type="button"
            class="button"
            disabled={busy}
            onClick={() => void snooze(minutes)}
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

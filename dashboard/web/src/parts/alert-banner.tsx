/** Open alerts on every page. Limits speak of the person's own limit; equipment says what to check. */
import { useState } from 'preact/hooks'
import type { OpenAlert } from '../../../server/contract.ts'
import { alertWords, kindWords } from '../pure/alert-words.ts'
import { durationWords } from '../pure/durations.ts'
import { useApp } from '../session/app-context.ts'

export function AlertBanners() {
  const { session } = useApp()
  const state = session.state.value
  const nowMs = session.nowMs.value
  const open =
    state?.alerts.filter(
      (alert) =>
        !alert.acknowledged && !(alert.snoozedUntil !== null && Date.parse(alert.snoozedUntil) > nowMs),
    ) ?? []
  return (
    <div class="banners" aria-live="assertive">
      {open.map((alert) => (
        <Banner key={alert.id} alert={alert} />
      ))}
    </div>
  )
}

function Banner({ alert }: { readonly alert: OpenAlert }) {
  const { session, toasts } = useApp()
  const [busy, setBusy] = useState(false)
  const words = alertWords(alert)
  const sinceMs = Date.parse(alert.since)
  const agoS = Math.max(0, Math.floor((session.nowMs.value - sinceMs) / 60_000) * 60)
  const run = async (verb: 'acknowledge' | 'snooze', args: Record<string, unknown>): Promise<void> => {
    setBusy(true)
    const outcome = await session.command(verb, args)
    setBusy(false)
    if (!outcome.ok) {
      toasts.show({ text: outcome.message, tone: 'over' })
      return
    }
    if (verb === 'snooze')
      toasts.show({
        text: `Snoozed for ${String(args.minutes)} min: ${kindWords[alert.kind]}. It comes back by itself.`,
        action: {
          label: 'Undo',
          run: () => void session.command('snooze', { kind: alert.kind, minutes: 0 }),
        },
      })
  }
  return (
    <section class={`banner banner-${words.group} banner-${alert.level}`}>
      <BannerPicture group={words.group} />
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
          onClick={() => void run('acknowledge', { alertId: alert.id })}
        >
          Acknowledge
        </button>
        {[10, 30].map((minutes) => (
          <button
            key={minutes}
            type="button"
            class="button"
            disabled={busy}
            onClick={() => void run('snooze', { kind: alert.kind, minutes })}
          >
            Snooze {minutes} min
          </button>
        ))}
      </div>
    </section>
  )
}

function BannerPicture({ group }: { readonly group: 'limit' | 'equipment' }) {
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

/** Turns reminders and new alarms into one sound and one notification. The decision itself is in sound-decision.ts. */
import { effect } from '@preact/signals'
import type { App } from '../session/app-context.ts'
import type { Notifier } from './alert-notifications.ts'
import { type BannerGroup, groupAlerts } from './banner-groups.ts'
import { chimeOf } from './sound.ts'
import { alertsToSound, isQuietHour, type Seen, seenIn } from './sound-decision.ts'
import type { Voice } from './voice.ts'

export interface SignalParts {
  readonly app: Pick<App, 'session' | 'account' | 'preferences' | 'chime'>
  readonly voice: Voice
  readonly notifier: Notifier
}

export function startAlertSignals({ app, voice, notifier }: SignalParts): () => void {
  const { session, account, preferences, chime } = app
  const tell = (group: BannerGroup): void => {
    if (preferences.sound.peek()) chime.play(chimeOf(group), preferences.volume.peek())
    if (preferences.notifications.peek()) notifier.show(group)
  }
  let seen: Seen | null = null
  return effect(() => {
    const heard = session.heard.value
    if (heard === null || heard.restored) {
      seen = heard === null ? null : seenIn(heard.state)
      return
    }
    const nowMs = session.nowMs.peek()
    const speed = session.info.peek()?.clock.speed ?? 1
    const alerts = alertsToSound({ seen, state: heard.state, nowMs, speed })
    seen = seenIn(heard.state)
    // The alerts of another person are for them to hear.
    if (!account.may(session.cushion.peek(), 'own')) return
    const [first] = groupAlerts(alerts)
    const quiet = isQuietHour(preferences.quietHours.peek(), session.day.peek().time(nowMs))
    if (first !== undefined && voice.speaks() && !quiet) tell(first)
  })
}

/** Turns newly raised alerts into sound and notifications. The decision itself is pure and stands in sound-decision.ts. */
import { effect } from '@preact/signals'
import type { OpenAlert } from '../../../../core/model/schemas/open-alert.ts'
import type { Preferences } from '../session/preferences.ts'
import type { Session } from '../session/session-contract.ts'
import { alertWords } from '../words/alert-words.ts'
import type { Chime } from './sound.ts'
import { alertsToSound, type SeenAlerts, seenAlerts } from './sound-decision.ts'

export function startAlertSignals(session: Session, preferences: Preferences, chime: Chime): () => void {
  let seen: SeenAlerts | null = null
  return effect(() => {
    const heard = session.heard.value
    if (heard === null || heard.restored) {
      seen = heard === null ? null : seenAlerts(heard.state)
      return
    }
    const question = {
      seen,
      state: heard.state,
      nowMs: session.nowMs.peek(),
      speed: session.info.peek()?.clock.speed ?? 1,
    }
    const due = alertsToSound(question)
    seen = seenAlerts(heard.state)
    if (due.length === 0) return
    if (preferences.sound.peek()) chime.play()
    if (preferences.notifications.peek()) due.forEach(notify)
  })
}

function notify(alert: OpenAlert): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return
  const words = alertWords(alert)
  try {
    new Notification(words.title, { body: words.text, tag: alert.id, icon: '/icons/fine.svg' })
  } catch {
    // Some phones only allow notifications from a service worker; banner and sound remain.
  }
}

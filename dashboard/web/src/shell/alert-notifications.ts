/**
 * Notifications of the system, with buttons to acknowledge and to snooze. Buttons need the service worker
 * (public/notifications.js), which only hands them back to a page. Without it, they are plain notifications.
 */

import type { OpenAlert } from '../../../../core/model/schemas/open-alert.ts'
import type { App } from '../session/app-context.ts'
import { acknowledge, snooze, snoozeMin } from '../session/limits/limit-actions.ts'
import type { BannerGroup } from './banner-groups.ts'
import { iconAddress } from './tab-state.ts'
import type { Voice } from './voice.ts'

export interface Notifier {
  show(group: BannerGroup): void
  /** Once notifications are wanted: makes their buttons possible. */
  prepare(): void
}

/** What a notification is about, handed back with its button. */
interface About {
  readonly cushion: string | null
  readonly alertIds: readonly string[]
  readonly kinds: readonly OpenAlert['kind'][]
}
type Answer = About & { readonly action: string }

/** TypeScript's own type leaves the buttons out. */
interface WithButtons extends NotificationOptions {
  readonly actions: readonly { readonly action: string; readonly title: string }[]
}

const [shortSnoozeMin] = snoozeMin

export function openNotifier(app: Pick<App, 'session' | 'toasts'>, voice: Voice): Notifier {
  let worker: ServiceWorkerRegistration | null = null

  const take = ({ data }: MessageEvent<Answer>): void => {
    if (data.cushion !== app.session.cushion.peek() || !voice.speaks()) return
    if (data.action === 'acknowledge') void acknowledge(app, data.alertIds)
    if (data.action === 'snooze') void snooze(app, data.kinds, shortSnoozeMin)
  }

  const prepare = async (): Promise<void> => {
    if (!('serviceWorker' in navigator)) return
    navigator.serviceWorker.addEventListener('message', take)
    try {
      await navigator.serviceWorker.register(new URL('notifications.js', document.baseURI))
      worker = await navigator.serviceWorker.ready
    } catch {
      // A browser that allows no service worker here shows notifications without buttons.
    }
  }

  return {
    prepare: () => void prepare(),
    show({ group, level, words, alertIds, kinds }) {
      if (!('Notification' in window) || Notification.permission !== 'granted') return
      const about: About = { cushion: app.session.cushion.peek(), alertIds, kinds }
      const icon = group === 'limit' && level === 'exceeded' ? 'exceeded' : 'notice'
      const plain = { body: words.text, tag: `sitbone ${group}`, icon: iconAddress(icon), data: about }
      const buttons: WithButtons = {
        ...plain,
        actions: [
          { action: 'acknowledge', title: 'Acknowledge' },
          { action: 'snooze', title: `Snooze ${shortSnoozeMin} min` },
        ],
      }
      try {
        if (worker === null) new Notification(words.title, plain)
        else void worker.showNotification(words.title, buttons)
      } catch {
        // Some phones only allow notifications from a service worker; banner and sound remain.
      }
    },
  }
}

/** Creates and connects the parts of the page. */
import { effect } from '@preact/signals'
import { render } from 'preact'
import { Shell } from './app.tsx'
import { openAccount } from './session/account.ts'
import { type App, AppContext } from './session/app-context.ts'
import { framesOf } from './session/cushion/live-feed.ts'
import { openPageSocket } from './session/cushion/page-socket.ts'
import { openDiary } from './session/diary.ts'
import { openOwedBreak } from './session/limits/owed-break.ts'
import { openPreferences } from './session/preferences.ts'
import { openRouter } from './session/router.ts'
import { openSession } from './session/session.ts'
import { openToasts } from './session/toasts.ts'
import { openNotifier } from './shell/alert-notifications.ts'
import { startAlertSignals } from './shell/alert-signals.ts'
import { openChime } from './shell/sound.ts'
import { openVoice } from './shell/voice.ts'

const preferences = openPreferences(window)
const account = openAccount()
const session = openSession({
  socket: openPageSocket(),
  real: { wallMs: () => Date.now(), monotonicMs: () => performance.now() },
  frames: framesOf(window),
  chosen: preferences.cushion,
  hidden: preferences.hiddenCushions,
  account,
})
const toasts = openToasts()
const app: App = {
  session,
  account,
  diary: openDiary(session, account),
  preferences,
  router: openRouter(window),
  chime: openChime(window),
  toasts,
  owed: openOwedBreak(session, toasts),
}
const voice = openVoice(navigator.locks)
const notifier = openNotifier(app, voice)
startAlertSignals({ app, voice, notifier })
effect(() => voice.showing(session.cushion.value))
effect(() => {
  if (preferences.notifications.value) notifier.prepare()
})
app.router.start()
app.diary.start()
window.addEventListener('pointerdown', () => app.chime.unlock(), { once: true })
window.addEventListener('keydown', () => app.chime.unlock(), { once: true })
window.addEventListener('pointerdown', () => voice.used())
window.addEventListener('keydown', () => voice.used())

const root = document.getElementById('app')
if (root === null) throw new Error('index.html has no #app')
root.replaceChildren()
render(
  <AppContext.Provider value={app}>
    <Shell />
  </AppContext.Provider>,
  root,
)
session.start()
void account.look()

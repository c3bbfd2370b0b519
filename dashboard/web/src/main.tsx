/** Puts the parts of the page together; the only file that makes them. */
import { render } from 'preact'
import { Shell } from './app.tsx'
import { type App, AppContext } from './session/app-context.ts'
import { framesOf } from './session/cushion/live-feed.ts'
import { openPageSocket } from './session/cushion/page-socket.ts'
import { openDiary } from './session/diary.ts'
import { openPreferences } from './session/preferences.ts'
import { openRouter } from './session/router.ts'
import { openSession } from './session/session.ts'
import { openToasts } from './session/toasts.ts'
import { startAlertSignals } from './shell/alert-signals.ts'
import { openChime } from './shell/sound.ts'

const preferences = openPreferences(window)
const session = openSession({
  socket: openPageSocket(),
  real: { wallMs: () => Date.now(), monotonicMs: () => performance.now() },
  frames: framesOf(window),
  chosen: preferences.cushion,
})
const app: App = {
  session,
  diary: openDiary(session),
  preferences,
  router: openRouter(window),
  chime: openChime(window),
  toasts: openToasts(),
}
startAlertSignals(session, preferences, app.chime)
app.router.start()
app.diary.start()
window.addEventListener('pointerdown', () => app.chime.unlock(), { once: true })
window.addEventListener('keydown', () => app.chime.unlock(), { once: true })

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

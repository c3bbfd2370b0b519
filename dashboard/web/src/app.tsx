/** The frame of every page: header, alerts, page, footer; also the tab's title and icon. */
import { useEffect, useRef } from 'preact/hooks'
import { DiaryDialogs } from './components/diary/diary-dialogs.tsx'
import { usePatience } from './components/patience.ts'
import { useApp } from './session/app-context.ts'
import { isSimulatorConsole } from './session/router.ts'
import { AlertBanners } from './shell/alert-banner.tsx'
import { Header } from './shell/header.tsx'
import { HushNote } from './shell/hush-note.tsx'
import { ProblemNotes } from './shell/problem-notes.tsx'
import { iconAddress, tabState } from './shell/tab-state.ts'
import { ToastCorner } from './shell/toast-corner.tsx'
import { UpdateNote } from './shell/update-note.tsx'
import { ViewingBar } from './shell/viewing-bar.tsx'
import { Waiting } from './shell/with-cushion.tsx'
import { ShownPage, waitsForCushion } from './shown-page.tsx'

export function Shell() {
  const path = useApp().router.path.value
  const waits = useWaits(path)
  const shown = useRef(path)
  // Keyboard and screen-reader users start at the top of the new page.
  useEffect(() => {
    if (shown.current !== path) document.getElementById('main')?.focus({ preventScroll: true })
    shown.current = path
  }, [path])
  return (
    <>
      <a class="skip" href={`.${path}#main`}>
        Skip to the page
      </a>
      <Header />
      <TabState />
      {!waits && <OwnAlerts />}
      {/* A new element once the first figures are there: banners above it appear with it and push nothing down. Not on a page
          that is there already, where somebody may have begun to type. */}
      <main id="main" tabIndex={-1} key={waits ? 'waiting' : 'shown'}>
        <UpdateNote />
        <ProblemNotes />
        <ViewingBar />
        {waits ? <Waiting /> : <ShownPage />}
      </main>
      <footer class="footer small">
        A limit is the person’s own, not medical advice. Sensors err by up to 25 %. Sudden pain, numbness or
        weakness: please see a clinician.
      </footer>
      <DiaryDialogs />
      <ToastCorner />
    </>
  )
}

/** Pages that can do without the cushion wait for it only while they open, so that banners above them push nothing down. */
function useWaits(path: string): boolean {
  const { session, account } = useApp()
  const loading = session.loading.value === 'loading'
  const answers = session.connection.value !== 'disconnected'
  const opening = usePatience(answers && (loading || account.me.value === null), 10_000)
  if (account.signInNeeded.value || account.problem.value !== null) return false
  return waitsForCushion(path) ? loading : opening
}

/** Alerts of another person are for them to answer; the page shows them among the figures. */
function OwnAlerts() {
  const { session, account } = useApp()
  if (account.signInNeeded.value || !account.may(session.cushion.value, 'own')) return null
  return (
    <>
      <AlertBanners />
      <HushNote />
    </>
  )
}

const names: Readonly<Record<string, string>> = {
  '/diary': 'Diary',
  '/review': 'Review',
  '/first-week': 'Your first week',
  '/calibration': 'Calibration',
  '/tolerance': 'Tolerance',
  '/settings': 'Settings',
  '/account': 'Account',
  '/sharing': 'Sharing',
  '/people': 'People',
  '/sitters': 'Sitters',
  '/join': 'Invitation',
}

const pageName = (path: string): string | null => {
  if (path === '/') return null
  if (path.startsWith('/day')) return 'Days'
  if (path.startsWith('/replay')) return 'Replay'
  if (isSimulatorConsole(path)) return 'Simulator console'
  return names[path] ?? 'No such page'
}

/** The tab shows the state at a glance, always as text and icon. */
function TabState() {
  const { session, router, account } = useApp()
  const page = pageName(router.path.value)
  // Of somebody else it says nothing: nobody at this screen has to stand.
  const own = account.may(session.cushion.value, 'own')
  const tab = own
    ? tabState(session.state.value, session.freshKind.value, session.nowMs.value)
    : { title: 'Sitbone', icon: 'fine' as const }
  useEffect(() => {
    document.title = page === null ? tab.title : tab.title.replace(/Sitbone$/, `${page} · Sitbone`)
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
    const href = iconAddress(tab.icon)
    if (icon && !icon.href.endsWith(href)) icon.href = href
  }, [tab.title, tab.icon, page])
  return null
}

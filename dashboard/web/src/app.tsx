/** The frame around every page: header, alerts, the page, footer. Also the tab's title and icon. */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { isDay } from '../../../core/time/calendar.ts'
import { ProblemNote, StateCard } from './components/state-card.tsx'
import { CalibrationPage } from './pages/calibration/calibration.tsx'
import { DayPage } from './pages/day/day.tsx'
import { DiaryPage } from './pages/diary/diary.tsx'
import { NowPage } from './pages/now/now.tsx'
import { SettingsPage } from './pages/settings/settings.tsx'
import { SimulatorConsolePage } from './pages/simulator-console/simulator-console.tsx'
import { TolerancePage } from './pages/tolerance/tolerance.tsx'
import { useApp } from './session/app-context.ts'
import { isSimulatorConsole } from './session/router.ts'
import { AlertBanners } from './shell/alert-banner.tsx'
import { DiaryDialogs } from './shell/diary-dialogs.tsx'
import { Header } from './shell/header.tsx'
import { tabState } from './shell/tab-state.ts'
import { ToastCorner } from './shell/toast-corner.tsx'
import { UpdateNote } from './shell/update-note.tsx'

export function Shell() {
  const { router } = useApp()
  const path = router.path.value
  const shown = useRef(path)
  // Whoever goes on by keyboard or reads by ear starts at the top of the new page.
  useEffect(() => {
    if (shown.current !== path) document.getElementById('main')?.focus({ preventScroll: true })
    shown.current = path
  }, [path])
  return (
    <>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <Header />
      <TabState />
      <AlertBanners />
      <main id="main" tabIndex={-1}>
        <UpdateNote />
        <Page />
      </main>
      <footer class="footer small">
        Your limits are your own, not medical advice. Sensors err by up to 25 %. Sudden pain, numbness or
        weakness: please see a clinician.
      </footer>
      <DiaryDialogs />
      <ToastCorner />
    </>
  )
}

function Page() {
  const { router, session } = useApp()
  const path = router.path.value
  if (path === '/settings') return <SettingsPage />
  if (path === '/')
    return (
      <WithCushion>
        <NowPage />
      </WithCushion>
    )
  if (path === '/calibration')
    return (
      <WithCushion>
        <CalibrationPage />
      </WithCushion>
    )
  if (path === '/diary')
    return (
      <WithCushion>
        <DiaryPage />
      </WithCushion>
    )
  if (isSimulatorConsole(path))
    return (
      <WithCushion>
        <SimulatorConsolePage />
      </WithCushion>
    )
  if (path === '/tolerance')
    return (
      <WithCushion>
        <TolerancePage />
      </WithCushion>
    )
  if (path === '/day' || path.startsWith('/day/')) {
    const asked = path.slice('/day/'.length)
    const day = isDay(asked) ? asked : path.length <= 5 ? session.day.value.dayOf(session.nowMs.value) : null
    if (day !== null)
      return (
        <WithCushion>
          <DayPage day={day} />
        </WithCushion>
      )
  }
  return (
    <StateCard title="No such page">
      <p>There is nothing at this address.</p>
      <a class="button" href="/">
        Open the Now page
      </a>
    </StateCard>
  )
}

function WithCushion({ children }: { readonly children: ComponentChildren }) {
  const { session } = useApp()
  const loading = session.loading.value
  const fresh = session.freshness.value
  if (loading === 'ready') return <>{children}</>
  if (loading === 'no-cushion')
    return (
      <StateCard title="No cushion yet">
        <p>
          Sitbone is running and waiting for a cushion. Plug one in and start with{' '}
          <code>npm start -- --port auto</code>, or try the simulated one with <code>npm start</code>. This
          page continues on its own.
        </p>
        <button type="button" class="button" onClick={session.retry}>
          Look again
        </button>
      </StateCard>
    )
  if (loading !== 'loading')
    return (
      <StateCard title="This cushion cannot be shown">
        <ProblemNote problem={loading.problem} onRetry={session.retry} />
      </StateCard>
    )
  return (
    <StateCard title={fresh.kind === 'disconnected' ? 'No connection to Sitbone' : 'Loading'} busy>
      <p>{fresh.kind === 'disconnected' ? fresh.advice : 'Fetching the latest from the cushion.'}</p>
    </StateCard>
  )
}

const pageName = (path: string): string | null => {
  if (path === '/') return null
  if (path.startsWith('/day')) return 'Day'
  if (path === '/diary') return 'Diary'
  if (isSimulatorConsole(path)) return 'Simulator console'
  if (path === '/calibration') return 'Calibration'
  return path === '/tolerance' ? 'Tolerance' : path === '/settings' ? 'Settings' : 'No such page'
}

/** The tab shows the state at a glance; a text and an icon, never the icon alone. */
function TabState() {
  const { session, router } = useApp()
  const page = pageName(router.path.value)
  const tab = tabState(session.state.value, session.freshness.value.kind)
  useEffect(() => {
    document.title = page === null ? tab.title : tab.title.replace(/Sitbone$/, `${page} · Sitbone`)
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
    const href = `/icons/${tab.icon}.svg`
    if (icon && !icon.href.endsWith(href)) icon.href = href
  }, [tab.title, tab.icon, page])
  return null
}

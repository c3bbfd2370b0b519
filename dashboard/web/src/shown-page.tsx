/** Which page an address shows, and the sign-in in its place while nobody is signed in. */
import type { ComponentType } from 'preact'
import { isDay } from '../../../core/time/calendar.ts'
import { lazy } from './components/lazy.tsx'
import { ProblemNote, StateCard } from './components/state-card.tsx'
import { DayPage } from './pages/day/day.tsx'
import { DiaryPage } from './pages/diary/diary.tsx'
import { NowPage } from './pages/now/now.tsx'
import { SettingsPage } from './pages/settings/settings.tsx'
import { useApp } from './session/app-context.ts'
import { momentOf } from './session/replay-address.ts'
import { isSimulatorConsole } from './session/router.ts'
import { Waiting, WithCushion } from './shell/with-cushion.tsx'

/** All that belongs to accounts; one person on this computer never loads it. */
const PeoplePages = lazy(async () => (await import('./pages/people-pages.tsx')).PeoplePages)

/** Seldom opened, and loaded only then. */
const CalibrationPage = lazy(
  async () => (await import('./pages/calibration/calibration.tsx')).CalibrationPage,
)
const FirstWeekPage = lazy(async () => (await import('./pages/first-week/first-week.tsx')).FirstWeekPage)
const TolerancePage = lazy(async () => (await import('./pages/tolerance/tolerance.tsx')).TolerancePage)
const ReviewPage = lazy(async () => (await import('./pages/review/review.tsx')).ReviewPage)
const ReplayPage = lazy(async () => (await import('./pages/replay/replay.tsx')).ReplayPage)
const SimulatorConsolePage = lazy(
  async () => (await import('./pages/simulator-console/simulator-console.tsx')).SimulatorConsolePage,
)

const cushionPages: Readonly<Record<string, ComponentType>> = {
  '/': NowPage,
  '/calibration': CalibrationPage,
  '/diary': DiaryPage,
  '/review': ReviewPage,
  '/tolerance': TolerancePage,
  '/first-week': FirstWeekPage,
}
const peoplePages = ['account', 'sharing', 'people', 'sitters'] as const

/** Does the page at this address show nothing until the cushion is known? */
export const waitsForCushion = (path: string): boolean =>
  path in cushionPages || isSimulatorConsole(path) || dayPageOf(path) !== null

/** Pages of one day, which stands at the end of their address, and what shows them. */
const dayPages: Readonly<Record<string, ComponentType<{ readonly day: string }>>> = {
  day: DayPage,
  replay: ReplayPage,
}
const dayPageOf = (path: string): string | null =>
  Object.keys(dayPages).find((name) => path === `/${name}` || path.startsWith(`/${name}/`)) ?? null

/** The page asked for, once it is known who asks. */
export function ShownPage() {
  const { account, router } = useApp()
  const path = router.path.value
  const problem = account.problem.value
  if (problem !== null)
    return (
      <StateCard title="Nobody can sign in now">
        <ProblemNote problem={problem} onRetry={() => void account.look()} />
      </StateCard>
    )
  if (path === '/join') return <PeoplePages page="join" />
  if (account.signInNeeded.value) return <PeoplePages page="sign-in" />
  const ofPeople = peoplePages.find((page) => path === `/${page}`)
  if (ofPeople !== undefined && account.me.value === null) return <Waiting />
  if (ofPeople !== undefined && account.person.value !== null) return <PeoplePages page={ofPeople} />
  if (path === '/settings') return <SettingsPage />
  const CushionPage = isSimulatorConsole(path) ? SimulatorConsolePage : cushionPages[path]
  if (CushionPage !== undefined)
    return (
      <WithCushion>
        <CushionPage />
      </WithCushion>
    )
  const dayPage = dayPageOf(path)
  return dayPage === null ? <NoSuchPage /> : <Day page={dayPage} />
}

/** Of a moment in the address its day; else the day in the address, or today. */
function Day({ page }: { readonly page: string }) {
  const { router, session } = useApp()
  const asked = router.path.value.slice(`/${page}/`.length)
  const { dayOf } = session.day.value
  const atMs = momentOf(router.search.value)
  const known = isDay(asked) ? asked : asked === '' ? dayOf(session.nowMs.value) : null
  const day = atMs === null ? known : dayOf(atMs)
  const Page = dayPages[page]
  if (day === null || Page === undefined) return <NoSuchPage />
  return (
    <WithCushion>
      <Page day={day} />
    </WithCushion>
  )
}

const NoSuchPage = () => (
  <StateCard title="No such page">
    <p>There is nothing at this address.</p>
    <a class="button" href="./">
      Open the Now page
    </a>
  </StateCard>
)

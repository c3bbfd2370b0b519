/** The Now page: time left, the seat, both sides, today. */
import { useEffect, useState } from 'preact/hooks'
import { Baseline } from '../../components/baseline.tsx'
import { RedFlagNote } from '../../components/diary/red-flag-dialogs.tsx'
import { StateCard } from '../../components/state-card.tsx'
import { useApp } from '../../session/app-context.ts'
import { CalibrationReminder } from './calibration-reminder.tsx'
import { CheckInCard } from './check-in-card.tsx'
import { SeatMap } from './seat-map.tsx'
import { SetupCard } from './setup-card.tsx'
import { Sides } from './sides.tsx'
import { StepCard } from './step-card.tsx'
import { StripChart } from './strip-chart.tsx'
import { TimeLeft } from './time-left.tsx'
import { Today } from './today.tsx'
import { Welcome } from './welcome.tsx'

/** For answers that decide which cards stand above the figures. Without them the figures are shown after this time. */
const patienceMs = 2000

function useCardsKnown(): boolean {
  const { diary } = useApp()
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patienceMs)
    return () => clearTimeout(timer)
  }, [])
  return late || (diary.progress.value.status !== 'loading' && diary.setup.value.status !== 'loading')
}

export function NowPage() {
  const { session, account } = useApp()
  const own = account.may(session.cushion.value, 'own')
  const cardsKnown = useCardsKnown()
  if (own && !cardsKnown)
    return (
      <StateCard title="Loading" busy>
        <p>Fetching your diary and limits.</p>
      </StateCard>
    )
  return (
    <>
      <h1 class="sr-only">Now</h1>
      {own && (
        <>
          <Welcome />
          <Baseline />
          <RedFlagNote />
          <SetupCard />
          <CheckInCard />
          <StepCard />
          <CalibrationReminder />
        </>
      )}
      <div class="now-grid">
        <TimeLeft />
        <SeatMap />
        <section class="card pressure" aria-label="Pressure">
          <Sides />
          <StripChart />
        </section>
      </div>
      <Today />
    </>
  )
}

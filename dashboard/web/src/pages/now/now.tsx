/** The Now page: time left, the seat, both sides, today. */

import { Baseline } from '../../components/baseline.tsx'
import { NewComments } from '../../components/comments/new-comments.tsx'
import { RedFlagNote } from '../../components/diary/red-flag-dialogs.tsx'
import { usePatience } from '../../components/patience.ts'
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

export function NowPage() {
  const { session, account, diary } = useApp()
  const own = account.may(session.cushion.value, 'own')
  // They decide which cards stand above the figures.
  const answers = [diary.progress.value, diary.setup.value]
  if (usePatience(own && answers.some(({ status }) => status === 'loading')))
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
      <NewComments />
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

/** The glance: time left, the seat, both sides, today. */
import { Baseline } from '../../components/baseline.tsx'
import { RedFlagNote } from '../../components/red-flag-dialogs.tsx'
import { CalibrationReminder } from './calibration-reminder.tsx'
import { CheckInCard } from './check-in-card.tsx'
import { SeatMap } from './seat-map.tsx'
import { Sides } from './sides.tsx'
import { StripChart } from './strip-chart.tsx'
import { TimeLeft } from './time-left.tsx'
import { Today } from './today.tsx'
import { Welcome } from './welcome.tsx'

export function NowPage() {
  return (
    <>
      <h1 class="sr-only">Now</h1>
      <Welcome />
      <Baseline />
      <RedFlagNote />
      <CheckInCard />
      <CalibrationReminder />
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

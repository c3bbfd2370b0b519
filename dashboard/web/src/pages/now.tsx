/** The glance: time left, the seat, both sides, today. */
import { Baseline } from '../parts/baseline.tsx'
import { CalibrationReminder } from '../parts/calibration-reminder.tsx'
import { CheckInCard } from '../parts/check-in-card.tsx'
import { RedFlagNote } from '../parts/red-flag-dialogs.tsx'
import { SeatMap } from '../parts/seat-map.tsx'
import { Sides } from '../parts/sides.tsx'
import { StripChart } from '../parts/strip-chart.tsx'
import { TimeLeft } from '../parts/time-left.tsx'
import { Today } from '../parts/today.tsx'
import { Welcome } from '../parts/welcome.tsx'

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

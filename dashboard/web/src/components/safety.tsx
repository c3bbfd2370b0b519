/** What Sitbone is not, and when to see a clinician. Shown at first run, in Settings and beside the limits. */
import { useReader } from '../session/use-reader.ts'
import { clinicianWords } from '../words/review-definitions.ts'

export function SafetyText() {
  const said = useReader()
  return (
    <>
      <p>
        Sitbone is open-source software for self-tracking and research. It is not a medical device and makes
        no diagnosis. Low-cost sensors err by up to 25 %.
      </p>
      <p>
        {said('Your limits are your own, set by you or with your physio.')} Sitbone does not prove them safe.
      </p>
    </>
  )
}

export function RedFlags() {
  return (
    <div class="red-flags">
      <h2>When to see a clinician</h2>
      <p>{clinicianWords}</p>
    </div>
  )
}

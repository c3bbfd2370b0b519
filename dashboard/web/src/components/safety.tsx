/** What Sitbone is not, and when to see a clinician. Shown at first run, in Settings and beside the limits. */
import { type RedFlag, redFlags, redFlagWords } from '../../../../core/model/red-flags.ts'

export function SafetyText() {
  return (
    <>
      <p>
        Sitbone is open-source software for self-tracking and research. It is not a medical device and makes
        no diagnosis. Low-cost sensors err by up to 25 %.
      </p>
      <p>Your limits are your own, set by you or with your physio. Sitbone does not prove them safe.</p>
    </>
  )
}

const isSign = (flag: RedFlag): boolean => flag !== 'accident'

export function RedFlags() {
  return (
    <div class="red-flags">
      <h2>When to see a clinician</h2>
      <p>
        Please see a clinician, and do not go by these figures, if you have:{' '}
        {redFlags
          .filter(isSign)
          .map((flag) => redFlagWords[flag])
          .join(', ')}
        , or if it began with {redFlagWords.accident}.
      </p>
    </div>
  )
}

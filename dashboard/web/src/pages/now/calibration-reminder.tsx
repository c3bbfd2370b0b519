/** On the Now page, only when needed: a calibration is in progress or due again. */
import { useApp } from '../../session/app-context.ts'

export function CalibrationReminder() {
  const { session } = useApp()
  const calibration = session.info.value?.calibration
  if (calibration === undefined) return null
  const running = calibration.procedure?.active === true
  if (!running && (calibration.mode === 'relative' || calibration.message === null)) return null
  return (
    <section class="card baseline" aria-label="Calibration">
      <div>
        <h2>{running ? 'The cushion is being calibrated' : 'Calibration'}</h2>
        <p>
          {running
            ? 'Sitting is not watched until you finish and put it in force, or discard it.'
            : calibration.message}
        </p>
      </div>
      <a class="button" href="calibration">
        {running ? 'Continue calibrating' : 'Open calibration'}
      </a>
    </section>
  )
}

/** On the Now page, only when there is something to say: a calibration that goes on, or one that should be made anew. */
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
            ? 'Sitting is not watched until that is done, put in force or discarded.'
            : calibration.message}
        </p>
      </div>
      <a class="button" href="/calibration">
        {running ? 'Go on with it' : 'To the calibration'}
      </a>
    </section>
  )
}

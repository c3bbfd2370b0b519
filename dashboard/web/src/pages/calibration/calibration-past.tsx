/** The calibration in force with its age and seat, and earlier ones. */
import { useState } from 'preact/hooks'
import type { CushionInfo } from '../../../../../contract/info.ts'
import { Tare } from '../../components/tare.tsx'
import { useApp } from '../../session/app-context.ts'
import { ageWords, deviationWords } from './calibration-words.ts'

const methodWords = {
  factory: ', kept in the cushion since',
  quick: ', the quick way',
  exact: '',
} as const

export function CalibrationInForce() {
  const { session, toasts } = useApp()
  const [busy, setBusy] = useState(false)
  const calibration = session.info.value?.calibration
  if (calibration === undefined) return null
  const { mode, method } = calibration
  const changed = calibration.surfaceChangedAt != null
  const say = async (args: Record<string, unknown>, done: string): Promise<void> => {
    setBusy(true)
    const outcome = await session.command('calibrate', args)
    setBusy(false)
    toasts.show(outcome.ok ? { text: done, tone: 'fine' } : { text: outcome.message, tone: 'over' })
  }
  const { dayOf, title } = session.day.value
  const dateOf = (at: string): string => `${title(dayOf(Date.parse(at)))} ${at.slice(0, 4)}`
  const earlier = (calibration.history ?? []).filter((entry) => !entry.inForce)
  return (
    <section class="card calibration-in-force" aria-label="In force">
      <p class="label">In force</p>
      <Standing calibration={calibration} dateOf={dateOf} />
      <div class="actions">
        {mode === 'calibrated' && !changed && (
          <button
            type="button"
            class="button"
            disabled={busy}
            onClick={() =>
              void say({ action: 'surface-changed' }, 'Noted: the seat has changed since this calibration.')
            }
          >
            I changed the seat
          </button>
        )}
        {mode === 'calibrated' && method !== 'factory' && (
          <button
            type="button"
            class="button"
            disabled={busy}
            onClick={() =>
              void say({ action: 'keep' }, 'The cushion keeps this calibration, also for other computers.')
            }
          >
            Store it in the cushion
          </button>
        )}
        <Tare />
      </div>
      {earlier.length > 0 && (
        <>
          <h2>Earlier calibrations</h2>
          <ul class="calibration-earlier">
            {earlier.map((entry) => (
              <li key={entry.madeAt}>
                <span>
                  {dateOf(entry.madeAt)}, {entry.surface}
                </span>
                <span class="small">
                  {entry.verdicts === null
                    ? 'from a file'
                    : `${entry.verdicts.pass + entry.verdicts.warn} cells usable${entry.verdicts.fail > 0 ? `, ${entry.verdicts.fail} left out` : ''}`}
                </span>
                <button
                  type="button"
                  class="button small-button"
                  disabled={busy}
                  onClick={() =>
                    void say(
                      { action: 'restore', madeAt: entry.madeAt },
                      'The earlier calibration is in force again.',
                    )
                  }
                >
                  Put back
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

/** What is in force, since when, and what speaks against it. */
function Standing({
  calibration,
  dateOf,
}: {
  readonly calibration: CushionInfo['calibration']
  readonly dateOf: (at: string) => string
}) {
  const { mode, method, surface, ageDays, checked } = calibration
  const message = mode === 'calibrated' ? calibration.message : (calibration.factoryProblem ?? null)
  return (
    <>
      {mode === 'calibrated' ? (
        <p class="big calibration-figure">
          <strong>{Math.round(ageDays ?? 0)}</strong>{' '}
          <span>{Math.round(ageDays ?? 0) === 1 ? 'day old' : 'days old'}</span>
        </p>
      ) : (
        <p class="big calibration-figure">
          <strong>none</strong>
        </p>
      )}
      <p class="calibration-sentence">
        {mode === 'calibrated'
          ? `Made ${ageWords(ageDays)} on ${surface ?? 'an unnamed seat'}${methodWords[method ?? 'exact']}.`
          : 'Pressure is shown against your own comfortable sitting, not in kPa.'}
      </p>
      {mode === 'calibrated' && checked != null && (
        <p class="small">
          Checked on {dateOf(checked.at)}: the cells were {deviationWords(checked.deviation)}.
        </p>
      )}
      {message !== null && <p class="calibration-message">{message}</p>}
    </>
  )
}

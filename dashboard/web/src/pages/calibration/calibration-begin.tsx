/** Before a calibration: equipment, weights, and what the cushion lies on. */

import { useState } from 'preact/hooks'
import {
  leastWeights,
  longestSurface,
  mostRepeats,
  usualRepeats,
} from '../../../../../core/model/calibration-steps.ts'
import { useApp } from '../../session/app-context.ts'
import { tellSimulator } from '../../session/simulator.ts'
import { minutesFor, readCells, readMasses } from './calibration-words.ts'

export function CalibrationBegin() {
  const { session, account } = useApp()
  const info = session.info.value
  const suggested = info?.calibration.suggested
  const [surface, setSurface] = useState(info?.calibration.surface ?? '')
  const [masses, setMasses] = useState(suggested?.massesG.join(', ') ?? '100, 200, 400, 700, 1200')
  const [verify, setVerify] = useState(String(suggested?.verifyG ?? 300))
  const [repeats, setRepeats] = useState(String(usualRepeats))
  const [stamp, setStamp] = useState('')
  const [only, setOnly] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  if (info === null) return null
  const massesG = readMasses(masses)
  const cells = info.layout.cells.length
  const chosen = readCells(only)
  const known = info.calibration.mode === 'calibrated'
  const begin = async (): Promise<void> => {
    const asked = readBeginning({ surface, masses, verify, repeats, stamp, only }, cells)
    setProblem('problem' in asked ? asked.problem : null)
    if ('problem' in asked) return
    setBusy(true)
    const outcome = await session.command('calibrate', { action: 'begin', ...asked })
    setBusy(false)
    if (!outcome.ok) setProblem(outcome.message)
  }
  const live = session.freshKind.value === 'live'
  const occupied = session.state.value?.occupancy === 'occupied'
  return (
    <section class="card calibration-begin" aria-label="Calibrate with weights">
      <h2>Calibrate with weights</h2>
      <p>
        You need a kitchen scale, things to weigh (bottles of water do well), and a stamp: a flat, firm disc
        no larger than a cell. You press each cell, load it step by step, unload it and check it; then one
        weight goes around all cells a few more times. Sitting is not watched meanwhile. It takes about{' '}
        {minutesFor(chosen?.length ?? cells, massesG?.length ?? leastWeights, Number(repeats) || 0)} minutes
        for {chosen?.length ?? cells} cells. You can pause and continue the same day.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void begin()
        }}
      >
        <Field
          label="The cushion lies on"
          example="office chair, firm foam"
          longest={longestSurface}
          value={surface}
          onValue={setSurface}
        />
        <Field
          label="Weights (g), stamp included: at least five"
          keys="numeric"
          value={masses}
          onValue={setMasses}
        />
        <Field
          label="Check weight (g), between the others"
          keys="numeric"
          value={verify}
          onValue={setVerify}
        />
        <Field
          label={`Final rounds (0-${mostRepeats}); more is more exact`}
          keys="numeric"
          value={repeats}
          onValue={setRepeats}
        />
        <Field
          label="Stamp area (cm²), only if larger than a cell"
          keys="decimal"
          value={stamp}
          onValue={setStamp}
        />
        {known && (
          <Field
            label="Only these cells, by number on the map (for example 2, 3); the others stay as they are"
            keys="numeric"
            example="all"
            value={only}
            onValue={setOnly}
          />
        )}
        {problem !== null && (
          <p class="error" role="alert">
            {problem}
          </p>
        )}
        <div class="actions">
          <button type="submit" class="button primary" disabled={busy || !live}>
            The cushion is empty: start
          </button>
          {info.simulated && occupied && (
            <button
              type="button"
              class="button"
              onClick={() => void tellSimulator(account.send, session.cushion.value ?? '', { seat: 'stand' })}
            >
              The simulated sitter gets up
            </button>
          )}
          {!live && <span class="small">Available when the cushion is live</span>}
        </div>
      </form>
    </section>
  )
}

/** Text in the fields. */
interface Beginning {
  readonly surface: string
  readonly masses: string
  readonly verify: string
  readonly repeats: string
  readonly stamp: string
  readonly only: string
}

/** The fields as command arguments, or what is wrong with them; `cells` is the number of cells. */
function readBeginning(fields: Beginning, cells: number) {
  const surface = fields.surface.trim()
  const massesG = readMasses(fields.masses)
  const verifyG = Number(fields.verify)
  const stampAreaCm2 = fields.stamp.trim() === '' ? null : Number(fields.stamp)
  const repeats = fields.repeats.trim() === '' ? 0 : Number(fields.repeats)
  const chosen = readCells(fields.only)
  if (!(Number.isInteger(repeats) && repeats >= 0 && repeats <= 30))
    return {
      problem: 'Final rounds must be a whole number from 0 to 30. Calibration has not started.',
    }
  if (fields.only.trim() !== '' && !chosen?.every((cell) => cell < cells))
    return { problem: `Cell numbers go from 0 to ${cells - 1}. Calibration has not started.` }
  if (stampAreaCm2 !== null && !(stampAreaCm2 > 0))
    return { problem: 'The stamp area is not a number above 0. Calibration has not started.' }
  if (massesG === null || !(verifyG > 0))
    return { problem: 'Some weights are not numbers. Calibration has not started.' }
  if (surface === '')
    return {
      problem:
        'Enter what the cushion lies on, so that Sitbone knows when you change the seat. Calibration has not started.',
    }
  return {
    surface,
    massesG,
    verifyG,
    stampAreaCm2,
    repeats,
    ...(chosen === null ? {} : { cells: chosen }),
  }
}

interface FieldProps {
  readonly label: string
  /** Keyboard on a phone. */
  readonly keys?: 'text' | 'numeric' | 'decimal'
  readonly example?: string
  /** Maximum length. */
  readonly longest?: number
  readonly value: string
  readonly onValue: (value: string) => void
}

function Field({ label, keys = 'text', example = '', longest, value, onValue }: FieldProps) {
  return (
    <label class="calibration-field">
      <span>{label}</span>
      <input
        type="text"
        inputMode={keys}
        maxLength={longest}
        placeholder={example}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </label>
  )
}

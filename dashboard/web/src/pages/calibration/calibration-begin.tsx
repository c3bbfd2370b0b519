/** Before a calibration: what is needed, which weights, on what the cushion lies. */
import { useState } from 'preact/hooks'
import { useApp } from '../../session/app-context.ts'
import { tellSimulator } from '../../session/simulator.ts'
import { minutesFor, readCells, readMasses } from './calibration-words.ts'

interface Wanted {
  readonly massesG: readonly number[] | null
  readonly verifyG: number
  readonly stampAreaCm2: number | null
  readonly again: number
  readonly wrongCells: boolean
  readonly cells: number
  readonly surface: string
}

function problemOf({
  massesG,
  verifyG,
  stampAreaCm2,
  again,
  wrongCells,
  cells,
  surface,
}: Wanted): string | null {
  if (!(Number.isInteger(again) && again >= 0 && again <= 30))
    return 'How often each cell is loaded again is a whole number from 0 to 30. Nothing was begun.'
  if (wrongCells) return `Cells are numbers from 0 to ${cells - 1}. Nothing was begun.`
  if (massesG === null || !(verifyG > 0) || (stampAreaCm2 !== null && !(stampAreaCm2 > 0)))
    return 'Some of these are no numbers. Nothing was begun.'
  if (surface.trim() === '')
    return 'Say what the cushion lies on, so that a change of the seat can be told. Nothing was begun.'
  return null
}

export function CalibrationBegin() {
  const { session } = useApp()
  const info = session.info.value
  const suggested = info?.calibration.suggested
  const [surface, setSurface] = useState(info?.calibration.surface ?? '')
  const [masses, setMasses] = useState(suggested?.massesG.join(', ') ?? '100, 200, 400, 700, 1200')
  const [verify, setVerify] = useState(String(suggested?.verifyG ?? 300))
  const [repeats, setRepeats] = useState('12')
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
    const verifyG = Number(verify)
    const stampAreaCm2 = stamp.trim() === '' ? null : Number(stamp)
    const again = repeats.trim() === '' ? 0 : Number(repeats)
    const wrongCells = only.trim() !== '' && !chosen?.every((cell) => cell < cells)
    const wrong = problemOf({ massesG, verifyG, stampAreaCm2, again, wrongCells, cells, surface })
    if (massesG === null || wrong !== null) {
      setProblem(wrong)
      return
    }
    setBusy(true)
    setProblem(null)
    const outcome = await session.command('calibrate', {
      action: 'begin',
      surface: surface.trim(),
      massesG,
      verifyG,
      stampAreaCm2,
      repeats: again,
      ...(chosen === null ? {} : { cells: chosen }),
    })
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
        no larger than a cell. Each cell is pressed, loaded step by step, unloaded, and checked; in the end
        one weight goes around them in some rounds more. Sitting is not watched meanwhile. It takes about{' '}
        {minutesFor(chosen?.length ?? cells, massesG?.length ?? 5, Number(repeats) || 0)} minutes for{' '}
        {chosen?.length ?? cells} cells, and you can pause and go on within the day.
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
          longest={64}
          value={surface}
          onValue={setSurface}
        />
        <Field
          label="Weights in g, stamp included: at least five"
          keys="numeric"
          value={masses}
          onValue={setMasses}
        />
        <Field
          label="One more to check, in g, between them"
          keys="numeric"
          value={verify}
          onValue={setVerify}
        />
        <Field
          label="Rounds in the end, 0 to 30: the more, the more exact"
          keys="numeric"
          value={repeats}
          onValue={setRepeats}
        />
        <Field
          label="Area of the stamp in cm², only if it is larger than a cell"
          keys="decimal"
          value={stamp}
          onValue={setStamp}
        />
        {known && (
          <Field
            label="Only these cells, by their numbers on the map, such as 2, 3; the others stay as they are"
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
            Nothing is on it, begin
          </button>
          {info.simulated && occupied && (
            <button
              type="button"
              class="button"
              onClick={() => void tellSimulator(session.cushion.value ?? '', { seat: 'stand' })}
            >
              The simulated sitter gets up
            </button>
          )}
          {!live && <span class="small">possible when the cushion is live</span>}
        </div>
      </form>
    </section>
  )
}

interface FieldProps {
  readonly label: string
  /** Which keys a phone shows. */
  readonly keys?: 'text' | 'numeric' | 'decimal'
  readonly example?: string
  /** Characters. */
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

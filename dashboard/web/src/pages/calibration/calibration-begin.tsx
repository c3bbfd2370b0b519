/** Before a calibration: the method, what it needs, and what the cushion lies on. */

import { useState } from 'preact/hooks'
import { longestSurface, mostRepeats } from '../../../../../core/model/calibration-steps.ts'
import { Segmented } from '../../components/segmented.tsx'
import { useApp } from '../../session/app-context.ts'
import { tellSimulator } from '../../session/simulator.ts'
import { type Beginning, minutesOf, readBeginning, usualBeginning } from './beginning.ts'
import { readMasses } from './calibration-words.ts'
import { CupsPicture } from './cups-picture.tsx'

export function CalibrationBegin() {
  const { session } = useApp()
  const info = session.info.value
  const [fields, setFields] = useState(() => usualBeginning(info?.calibration))
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  if (info === null) return null
  const cells = info.layout.cells.length
  const minutes = minutesOf(fields, cells)
  const known = info.calibration.mode === 'calibrated'
  const begin = async (): Promise<void> => {
    const asked = readBeginning(fields, cells)
    setProblem('problem' in asked ? asked.problem : null)
    if ('problem' in asked) return
    setBusy(true)
    const outcome = await session.command('calibrate', { action: 'begin', ...asked })
    setBusy(false)
    if (!outcome.ok) setProblem(outcome.message)
  }
  const live = session.freshKind.value === 'live'
  return (
    <section class="card calibration-begin" aria-label="Calibrate with weights">
      <h2>Calibrate with weights</h2>
      <Segmented
        label="Method"
        value={fields.method}
        choices={[
          { value: 'quick', label: `Quick, ${minutes.quick}\u00a0min` },
          { value: 'exact', label: `Exact, ${minutes.exact}\u00a0min` },
          ...(known ? [{ value: 'check' as const, label: `Check, ${minutes.check}\u00a0min` }] : []),
        ]}
        onChange={(method) => setFields({ ...fields, method })}
      />
      <Way {...fields} />
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void begin()
        }}
      >
        <Fields fields={fields} onFields={setFields} known={known} />
        {problem !== null && (
          <p class="error" role="alert">
            {problem}
          </p>
        )}
        <div class="actions">
          <button type="submit" class="button primary" disabled={busy || !live}>
            The cushion is empty: start
          </button>
          {info.simulated && <SimulatedSitter />}
          {!live && <span class="small">Available when the cushion is live</span>}
        </div>
      </form>
    </section>
  )
}

function SimulatedSitter() {
  const { session, account } = useApp()
  if (session.state.value?.occupancy !== 'occupied') return null
  return (
    <button
      type="button"
      class="button"
      onClick={() => void tellSimulator(account.send, session.cushion.value ?? '', { seat: 'stand' })}
    >
      The simulated sitter gets up
    </button>
  )
}

function Way({ method, cups, verify }: Beginning) {
  switch (method) {
    case 'quick':
      return <QuickWay cups={cups} />
    case 'exact':
      return <ExactWay />
    case 'check':
      return <CheckWay weight={verify} />
  }
}

const CheckWay = ({ weight }: { readonly weight: string }) => (
  <div class="calibration-way">
    <CupsPicture cups={1} />
    <p>
      Once a month: does the calibration still hold? You need one cup of water, a kitchen scale, and a coin no
      larger than a cell, {weight} g together. Put them on each cell, in any order, and wait for the tone.
      Sitbone then says how far the cells have aged, and can put them right.
    </p>
  </div>
)

function QuickWay({ cups }: { readonly cups: string }) {
  const [one = 100, both = 400] = readMasses(cups) ?? []
  return (
    <div class="calibration-way">
      <CupsPicture cups={2} />
      <p>
        You need two cups of water, a kitchen scale, and a coin no larger than a cell. Coin and first cup
        weigh {one} g together; with the second cup, {both} g. On each cell, in any order: the coin, the first
        cup, wait for the tone, the second cup on top, wait again. Sitbone sees which cell it is. Sitting is
        not watched meanwhile.
      </p>
    </div>
  )
}

const ExactWay = () => (
  <p>
    You need a kitchen scale, things to weigh (bottles of water do well), and a stamp: a flat, firm disc no
    larger than a cell. You press each cell, load it step by step, unload it and check it; then one weight
    goes around all cells a few more times. Sitting is not watched meanwhile. You can pause and continue the
    same day.
  </p>
)

interface FieldsProps {
  readonly fields: Beginning
  readonly onFields: (fields: Beginning) => void
  /** A calibration is in force, so that cells can keep theirs. */
  readonly known: boolean
}

function Fields({ fields, onFields, known }: FieldsProps) {
  const bind = (name: Exclude<keyof Beginning, 'method'>) => ({
    value: fields[name],
    onValue: (value: string) => onFields({ ...fields, [name]: value }),
  })
  const { method } = fields
  return (
    <>
      {method !== 'check' && (
        <Field
          label="The cushion lies on"
          example="office chair, firm foam"
          longest={longestSurface}
          {...bind('surface')}
        />
      )}
      {method === 'check' ? (
        <Field label="Weight (g), coin included" keys="numeric" {...bind('verify')} />
      ) : method === 'quick' ? (
        <Field label="First cup, and both cups (g), coin included" keys="numeric" {...bind('cups')} />
      ) : (
        <>
          <Field label="Weights (g), stamp included: at least five" keys="numeric" {...bind('masses')} />
          <Field label="Check weight (g), between the others" keys="numeric" {...bind('verify')} />
          <Field
            label={`Final rounds (0-${mostRepeats}); more is more exact`}
            keys="numeric"
            {...bind('repeats')}
          />
        </>
      )}
      <Field
        label={`${method === 'exact' ? 'Stamp' : 'Coin'} area (cm²), only if larger than a cell`}
        keys="decimal"
        {...bind('stamp')}
      />
      {known && (
        <Field
          label="Only these cells, by number on the map (for example 2, 3); the others stay as they are"
          keys="numeric"
          example="all"
          {...bind('only')}
        />
      )}
    </>
  )
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

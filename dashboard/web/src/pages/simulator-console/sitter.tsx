/** What the simulated sitter does, on what, and how fast time runs. */
import type { SimulatorTruth } from '../../../../../contract/simulator-console.ts'
import { Segmented } from '../../components/segmented.tsx'
import { useApp } from '../../session/app-context.ts'
import { type BenchControl, tellSimulator } from '../../session/simulator.ts'
import { postures, scenarioLabel, speeds, surfaces } from './console-words.ts'
import { TesterSeat } from './seat.tsx'

/** Tells the simulated cushion and shows why not. */
export function useTell(): (control: BenchControl) => Promise<void> {
  const { session, toasts } = useApp()
  return async (control) => {
    const id = session.cushion.value
    const problem = id === null ? null : await tellSimulator(id, control)
    if (problem !== null) toasts.show({ text: problem, tone: 'over' })
  }
}

/** Round ones, and that of the sitter. */
const weights = (ownKg: number): number[] =>
  [...new Set([40, 50, 60, 70, 80, 90, 100, 110, 120, 130, ownKg])].sort((a, b) => a - b)

const seats = [
  { value: 'follow', label: 'As in the scenario' },
  { value: 'sit', label: 'Sit' },
  { value: 'stand', label: 'Stand' },
] as const

export function TesterSitter({ bench }: { readonly bench: SimulatorTruth['bench'] }) {
  const tell = useTell()
  const fixed = bench.board === 'avr'
  const allSpeeds = [...new Set([...speeds.filter((speed) => speed <= bench.mostSpeed), bench.speed])].sort(
    (a, b) => a - b,
  )
  return (
    <section class="card tester-sitter" aria-label="Sitter">
      <h2>Sitter</h2>
      <Segmented
        label="On the seat"
        value={bench.seat}
        choices={seats}
        onChange={(seat) => void tell({ seat })}
      />
      <TesterSeat bench={bench} tell={tell} />
      <div class="tester-fields">
        <label>
          <span>Posture</span>
          <select
            value={bench.posture ?? ''}
            onChange={(event) => {
              const chosen = postures.find(({ value }) => value === event.currentTarget.value)?.value ?? ''
              void tell({ posture: chosen === '' ? null : chosen })
            }}
          >
            {postures.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>Scenario</span>
          <select
            value={bench.scenario}
            disabled={fixed}
            onChange={(event) => void tell({ scenario: event.currentTarget.value })}
          >
            {[...new Set([bench.scenario, ...bench.scenarios])].map((name) => (
              <option key={name} value={name}>
                {scenarioLabel(name)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>Seat</span>
          <select
            value={bench.surface}
            disabled={fixed}
            onChange={(event) => {
              const surface = surfaces.find(({ value }) => value === event.currentTarget.value)?.value
              if (surface !== undefined) void tell({ surface })
            }}
          >
            {surfaces.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>Weight of the sitter</span>
          <select
            value={String(bench.massKg)}
            disabled={fixed}
            onChange={(event) => void tell({ massKg: Number(event.currentTarget.value) })}
          >
            {weights(bench.massKg).map((massKg) => (
              <option key={massKg} value={String(massKg)}>
                {massKg} kg
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>Time runs</span>
          <select
            value={String(bench.speed)}
            disabled={fixed}
            onChange={(event) => void tell({ speed: Number(event.currentTarget.value) })}
          >
            {allSpeeds.map((speed) => (
              <option key={speed} value={String(speed)}>
                {speed === 1 ? 'in real time' : `× ${speed}`}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p class="small">
        {fixed
          ? 'This board runs machine code: scenario, seat, weight and speed are fixed at its start.'
          : 'Another scenario, seat, weight or speed starts the board anew; the reset stands among the events.'}
      </p>
    </section>
  )
}

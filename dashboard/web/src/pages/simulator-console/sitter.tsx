/** Controls of the simulated sitter: activity, surface, and speed. */

import type { SimulatorSetup } from '../../../../../contract/simulator-console.ts'
import {
  leastSitterKg,
  mostSitterKg,
  simulatedPostures,
  simulatedSurfaces,
} from '../../../../../core/model/simulated-sitter.ts'
import { Segmented } from '../../components/segmented.tsx'
import { useApp } from '../../session/app-context.ts'
import { type SimulatorChange, tellSimulator } from '../../session/simulator.ts'
import { postureWords, scenarioLabel, speeds, surfaceWords } from './console-words.ts'
import { ConsoleSeat } from './seat.tsx'

/** Sends a control and shows why it failed, if it did. */
export function useTell(): (control: SimulatorChange) => Promise<void> {
  const { session, account, toasts } = useApp()
  return async (control) => {
    const id = session.cushion.value
    const problem = id === null ? null : await tellSimulator(account.send, id, control)
    if (problem !== null) toasts.show({ text: problem, tone: 'over' })
  }
}

/** Round weights, and the sitter's own. */
const weights = (ownKg: number): number[] => {
  const round = Array.from(
    { length: (mostSitterKg - leastSitterKg) / 10 + 1 },
    (_, at) => leastSitterKg + 10 * at,
  )
  return [...new Set([...round, ownKg])].sort((a, b) => a - b)
}

const seats = [
  { value: 'follow', label: 'Follow scenario' },
  { value: 'sit', label: 'Sit' },
  { value: 'stand', label: 'Stand' },
] as const

export function ConsoleSitter({ setup }: { readonly setup: SimulatorSetup }) {
  const tell = useTell()
  const fixed = setup.board === 'avr'
  const allSpeeds = [...new Set([...speeds.filter((speed) => speed <= setup.mostSpeed), setup.speed])].sort(
    (a, b) => a - b,
  )
  return (
    <section class="card console-sitter" aria-label="Sitter">
      <h2>Sitter</h2>
      <Segmented
        label="On the seat"
        value={setup.seat}
        choices={seats}
        onChange={(seat) => void tell({ seat })}
      />
      <ConsoleSeat setup={setup} tell={tell} />
      <div class="console-fields">
        <label>
          <span>Posture</span>
          <select
            value={setup.posture ?? ''}
            onChange={(event) => {
              const chosen = simulatedPostures.find((name) => name === event.currentTarget.value)
              void tell({ posture: chosen ?? null })
            }}
          >
            <option value="">From the scenario</option>
            {simulatedPostures.map((name) => (
              <option key={name} value={name}>
                {postureWords[name]}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>Scenario</span>
          <select
            value={setup.scenario}
            disabled={fixed}
            onChange={(event) => void tell({ scenario: event.currentTarget.value })}
          >
            {[...new Set([setup.scenario, ...setup.scenarios])].map((name) => (
              <option key={name} value={name}>
                {scenarioLabel(name)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>Seat</span>
          <select
            value={setup.surface}
            disabled={fixed}
            onChange={(event) => {
              const surface = simulatedSurfaces.find((name) => name === event.currentTarget.value)
              if (surface !== undefined) void tell({ surface })
            }}
          >
            {simulatedSurfaces.map((name) => (
              <option key={name} value={name}>
                {surfaceWords[name]}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>Sitter weight</span>
          <select
            value={String(setup.massKg)}
            disabled={fixed}
            onChange={(event) => void tell({ massKg: Number(event.currentTarget.value) })}
          >
            {weights(setup.massKg).map((massKg) => (
              <option key={massKg} value={String(massKg)}>
                {massKg} kg
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>Speed</span>
          <select
            value={String(setup.speed)}
            disabled={fixed}
            onChange={(event) => void tell({ speed: Number(event.currentTarget.value) })}
          >
            {allSpeeds.map((speed) => (
              <option key={speed} value={String(speed)}>
                {speed === 1 ? 'real time' : `× ${speed}`}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p class="small">
        {fixed
          ? 'This board runs machine code: scenario, seat, weight and speed are fixed when it starts.'
          : 'A new scenario, seat, weight or speed restarts the board; the restart is listed in the events.'}
      </p>
    </section>
  )
}

/** The console of a simulated cushion: controls, true values, and the wire. Never for a real cushion. */
import { useEffect, useState } from 'preact/hooks'
import { StateCard } from '../../components/state-card.tsx'
import { useApp } from '../../session/app-context.ts'
import { ConsoleFaults } from './faults.tsx'
import { ConsoleLines } from './lines.tsx'
import { ConsoleRecording } from './recording.tsx'
import { ConsoleSitter } from './sitter.tsx'
import { ConsoleTruth } from './truth.tsx'
import { ConsoleWire } from './wire.tsx'

const patienceMs = 5000

export function SimulatorConsolePage() {
  const { session } = useApp()
  const simulated = session.info.value?.simulated ?? session.state.value?.simulated ?? false
  if (!simulated)
    return (
      <StateCard title="Only for a simulated cushion">
        <p>
          This is a real cushion, so there is nothing to set here. Without <code>--port</code>, Sitbone runs a
          simulated one.
        </p>
        <a class="button" href="./">
          Open the Now page
        </a>
      </StateCard>
    )
  return <Console key={session.cushion.value} />
}

function Console() {
  const { session } = useApp()
  const { simulatorConsole } = session
  const truth = simulatorConsole.truth.value
  const problem = simulatorConsole.problem.value
  const [late, setLate] = useState(false)
  useEffect(() => simulatorConsole.watch(), [simulatorConsole])
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patienceMs)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div class="simulator-console">
      <div class="console-frame-words">
        <strong>Simulated.</strong> Nobody is sitting on this cushion. Nothing here is about a person.
      </div>
      <div class="page-head">
        <h1>Simulator console</h1>
        <p class="lead">
          Set what the sitter does and what goes wrong; compare the true values with the measured ones, and
          see every line in between.
        </p>
      </div>
      {truth === null ? (
        <StateCard title={late ? 'No simulator answers' : 'Looking for the simulator'} busy={!late} part>
          <p>
            {problem !== null
              ? problem.detail
              : late
                ? 'This cushion reports no simulator: it may be a replayed recording, or its gateway is not running. This page continues once a simulator answers.'
                : 'Asking the simulated cushion what it is doing.'}
          </p>
        </StateCard>
      ) : (
        <div class="console-grid">
          <div class="console-column">
            <ConsoleTruth truth={truth} />
            <ConsoleFaults setup={truth.bench} />
          </div>
          <div class="console-column">
            <ConsoleSitter setup={truth.bench} />
            <ConsoleWire />
            <ConsoleRecording />
          </div>
          <ConsoleLines />
        </div>
      )}
    </div>
  )
}

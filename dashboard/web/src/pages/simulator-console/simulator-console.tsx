/** The tester's bench of a simulated cushion: what it is told, what is really there, what goes over its wire. Never for a real cushion. */
import { useEffect, useState } from 'preact/hooks'
import { StateCard } from '../../components/state-card.tsx'
import { useApp } from '../../session/app-context.ts'
import { TesterConsole } from './console-card.tsx'
import { TesterFaults } from './faults.tsx'
import { TesterRecording } from './recording.tsx'
import { TesterSitter } from './sitter.tsx'
import { TesterTruth } from './truth.tsx'
import { TesterWire } from './wire.tsx'

const patienceMs = 5000

export function TesterPage() {
  const { session } = useApp()
  const simulated = session.info.value?.simulated ?? session.state.value?.simulated ?? false
  if (!simulated)
    return (
      <StateCard title="Only for a simulated cushion">
        <p>
          This cushion is a real one, so there is nothing to set here. <code>npm start</code> runs a simulated
          one.
        </p>
        <a class="button" href="/">
          To the Now page
        </a>
      </StateCard>
    )
  return <Bench key={session.cushion.value} />
}

function Bench() {
  const { session } = useApp()
  const { bench } = session
  const truth = bench.truth.value
  const problem = bench.problem.value
  const [late, setLate] = useState(false)
  useEffect(() => bench.watch(), [bench])
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patienceMs)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div class="tester">
      <div class="tester-frame-words">
        <strong>Simulated.</strong> Nobody sits on this cushion. Nothing here is about a person.
      </div>
      <div class="page-head">
        <h1>Tester’s bench</h1>
        <p class="lead">
          Set what the sitter does and what goes wrong; see what is really there beside what is measured, and
          every line in between.
        </p>
      </div>
      {truth === null ? (
        <StateCard title={late ? 'No bench answers' : 'Looking for the bench'} busy={!late}>
          <p>
            {problem !== null
              ? problem.detail
              : late
                ? 'This cushion does not tell of itself: a recording that is replayed, or its gateway is not running. It goes on by itself when a bench answers.'
                : 'Asking the simulated cushion what it is doing.'}
          </p>
        </StateCard>
      ) : (
        <div class="tester-grid">
          <div class="tester-column">
            <TesterTruth truth={truth} />
            <TesterFaults bench={truth.bench} />
          </div>
          <div class="tester-column">
            <TesterSitter bench={truth.bench} />
            <TesterWire />
            <TesterRecording />
          </div>
          <TesterConsole />
        </div>
      )}
    </div>
  )
}

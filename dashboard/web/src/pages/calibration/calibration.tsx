/** Calibrations in force and earlier, and the guided procedure. The gateway holds its state, so a reload loses nothing. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { Baseline } from '../../components/baseline.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { useApp } from '../../session/app-context.ts'
import { CalibrationBegin } from './calibration-begin.tsx'
import { CalibrationCells } from './calibration-cells.tsx'
import { CalibrationDecision } from './calibration-decision.tsx'
import { CalibrationMap } from './calibration-map.tsx'
import { CalibrationInForce } from './calibration-past.tsx'
import { CalibrationStep } from './calibration-step.tsx'
import { currentCell, isLoaded, type Procedure } from './calibration-words.ts'
import { LeanCheck } from './lean-check.tsx'
import { SimulatedHands } from './weight-placer.tsx'

export function CalibrationPage() {
  const { session } = useApp()
  const procedure = session.info.value?.calibration.procedure ?? null
  if (procedure !== null) return <Running procedure={procedure} />
  return (
    <div class="calibration">
      <div class="page-head">
        <h1>Calibration</h1>
        <p class="lead">
          Known weights turn cell readings into kPa. Cells drift: check them about once a month, and calibrate
          when you change the seat.
        </p>
      </div>
      <Baseline />
      <div class="calibration-grid">
        <div class="calibration-column">
          <CalibrationInForce />
          <LeanCheck />
        </div>
        <CalibrationBegin />
      </div>
    </div>
  )
}

function Running({ procedure }: { readonly procedure: Procedure }) {
  const { session } = useApp()
  const [chosen, setChosen] = useState<number | null>(null)
  const [auto, setAuto] = useState(true)
  const [alone, setAlone] = useState(false)
  const [enough, setEnough] = useState(false)
  const info = session.info.value
  const live = session.live.value
  /** For each cell seen without load, the step after which it was. Kept here because step components are replaced. */
  const emptiedAfter = useRef(new Map<number, number>())
  useEffect(() => {
    for (const { index, done } of procedure.cells) {
      const count = live?.counts?.[index]
      if (count !== undefined && !isLoaded(count, procedure.zeroCounts[index] ?? 0))
        emptiedAfter.current.set(index, done)
    }
  }, [live])
  if (info === null) return null
  const complete = procedure.acceptProblem === null
  const cell = enough && complete ? null : currentCell(procedure, chosen)
  const choose = (index: number): void => {
    if (procedure.hold === null) setChosen(index)
  }
  return (
    <div class="calibration">
      <div class="page-head between">
        <div>
          <h1>{procedure.method === 'check' ? 'Checking' : 'Calibrating'}</h1>
          <p class="lead">
            {procedure.active
              ? `On ${procedure.surface}. Sitting is not watched until you are done; nothing changes before you ${procedure.method === 'check' ? 'accept the check' : 'put it in force'}.`
              : `On ${procedure.surface}. Paused, and sitting is watched again. Measure the next step to continue.`}
          </p>
        </div>
        <Discard what={procedure.method === 'check' ? 'check' : 'calibration'} />
      </div>
      <div class="calibration-grid">
        {cell === null ? (
          <CalibrationDecision procedure={procedure} onGoOn={() => setEnough(false)} />
        ) : (
          <CalibrationStep
            procedure={procedure}
            cell={cell}
            auto={auto}
            onAuto={setAuto}
            emptied={() => emptiedAfter.current.get(cell.index) === cell.done}
            onEnough={complete ? () => setEnough(true) : null}
          />
        )}
        <CalibrationMap layout={info.layout} procedure={procedure} current={cell?.index ?? null} />
      </div>
      {info.simulated && (
        <SimulatedHands procedure={procedure} cell={cell} alone={alone} onAlone={setAlone} />
      )}
      <CalibrationCells procedure={procedure} current={cell?.index ?? null} onChoose={choose} />
    </div>
  )
}

function Discard({ what }: { readonly what: string }) {
  const { session, toasts } = useApp()
  const [asking, setAsking] = useState(false)
  const discard = async (): Promise<void> => {
    setAsking(false)
    const outcome = await session.command('calibrate', { action: 'cancel' })
    toasts.show(
      outcome.ok
        ? { text: 'Discarded. The calibration in force has not changed.', tone: 'fine' }
        : { text: outcome.message, tone: 'over' },
    )
  }
  return (
    <>
      <button type="button" class="button" onClick={() => setAsking(true)}>
        Discard
      </button>
      {asking && (
        <Dialog title={`Discard this ${what}?`} onClose={() => setAsking(false)}>
          <p>The measurements so far are thrown away. The calibration in force does not change.</p>
          <div class="actions end">
            <button type="button" class="button" onClick={() => setAsking(false)}>
              Keep it
            </button>
            <button type="button" class="button primary" onClick={() => void discard()}>
              Discard it
            </button>
          </div>
        </Dialog>
      )}
    </>
  )
}

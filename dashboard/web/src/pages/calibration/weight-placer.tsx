/** Only for a simulated cushion: puts weights on its cells, one step at a time or automatically. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { useApp } from '../../session/app-context.ts'
import { tellSimulator } from '../../session/simulator.ts'
import type { Procedure, ProcedureCell } from './calibration-words.ts'

interface SimulatedHandsProps {
  readonly procedure: Procedure
  readonly cell: ProcedureCell | null
  readonly alone: boolean
  readonly onAlone: (on: boolean) => void
}

/** Real time; long enough for a press to be seen at any simulator speed. */
const pressMs = 350
/** Cushion time; a little longer than a cell must be empty before a repeat. */
const restMs = 25_000
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

export function SimulatedHands({ procedure, cell, alone, onAlone }: SimulatedHandsProps) {
  const { session, account, toasts } = useApp()
  const [busy, setBusy] = useState(false)
  const cushion = session.cushion.value
  const layoutCells = session.info.value?.layout.cells.length ?? 0
  const step = cell === null ? undefined : procedure.plan[cell.done]
  const holding = procedure.hold !== null
  const doneFor = useRef('')

  /** Keeps the sitter off the seat; a restart would bring them back. */
  const tell = async (weights: Record<string, number | null>): Promise<void> => {
    const problem =
      cushion === null ? null : await tellSimulator(account.send, cushion, { seat: 'stand', weights })
    if (problem !== null) toasts.show({ text: problem, tone: 'over' })
  }
  const nothing = Object.fromEntries(Array.from({ length: layoutCells }, (_, index) => [String(index), null]))
  const press = async (index: number, massG: number): Promise<void> => {
    for (let times = 0; times < 5; times += 1) {
      await tell({ [index]: massG })
      await pause(pressMs)
      await tell({ [index]: null })
      await pause(pressMs)
    }
  }
  const carryOut = async (): Promise<void> => {
    if (cell === null || step === undefined) return
    setBusy(true)
    if (step.kind === 'preload') await press(cell.index, step.massG)
    else {
      if (step.kind === 'repeat') {
        await tell(nothing)
        await pause(Math.max(pressMs, restMs / (session.info.value?.clock.speed ?? 1)))
      }
      await tell({ ...nothing, [cell.index]: step.massG === 0 ? null : step.massG })
    }
    setBusy(false)
  }

  // Automatic: once per step; presses only while they are counted.
  useEffect(() => {
    if (!alone || busy || cell === null || step === undefined) return
    const counting = step.kind === 'preload'
    if (counting !== holding) return
    const key = `${procedure.startedAt} ${cell.index} ${cell.done} ${procedure.note?.ok === false}`
    if (doneFor.current === key) return
    doneFor.current = key
    void carryOut()
  }, [alone, busy, holding, cell?.index, cell?.done, procedure.note])

  useEffect(() => {
    if (cell !== null) return
    // The weights are off again, so the steps start over if they continue.
    doneFor.current = ''
    void tell(nothing)
  }, [cell === null])

  const words =
    step === undefined
      ? ''
      : step.kind === 'preload'
        ? 'Press five times'
        : step.massG === 0
          ? 'Take everything off'
          : `Put ${step.massG} g on cell ${cell?.index ?? 0}`
  return (
    <section class="card simulated-hands" aria-label="Simulated hands">
      <div>
        <h2>Simulated hands</h2>
        <p class="small">This cushion is simulated, so its weights are too.</p>
      </div>
      <div class="actions">
        {step !== undefined && (
          <button type="button" class="button" disabled={busy} onClick={() => void carryOut()}>
            {words}
          </button>
        )}
        <label class="switch">
          <input type="checkbox" checked={alone} onChange={(event) => onAlone(event.currentTarget.checked)} />
          Do every step automatically
        </label>
      </div>
    </section>
  )
}

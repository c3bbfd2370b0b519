/** The current step: one figure, one sentence, one button. Can continue automatically. */

import { useEffect, useRef, useState } from 'preact/hooks'
import { preloadPresses } from '../../../../../core/model/calibration-steps.ts'
import { Meter } from '../../components/meter.tsx'
import { useApp } from '../../session/app-context.ts'
import {
  backCell,
  checkInstruction,
  type Instruction,
  instruction,
  isLoaded,
  type Procedure,
  type ProcedureCell,
  quickInstruction,
  readyToMeasure,
  type Sample,
  whereWords,
} from './calibration-words.ts'
import { CupsPicture } from './cups-picture.tsx'
import { useStepTone } from './step-tone.ts'

interface CalibrationStepProps {
  readonly procedure: Procedure
  readonly cell: ProcedureCell
  readonly auto: boolean
  readonly onAuto: (on: boolean) => void
  /** Has this cell been seen without load since its last step? */
  readonly emptied: () => boolean
  /** Skips the remaining repeats; null while a cell has no result. */
  readonly onEnough: (() => void) | null
}

const keptSamples = 200
/** After a rejected step the person has to do something first. */
const pauseAfterRefusalMs = 3000

const hasJustRefused = (refusedAtMs: number): boolean =>
  refusedAtMs > 0 && performance.now() - refusedAtMs < pauseAfterRefusalMs

type Action = 'hold' | 'back' | 'skip'

/** The measurement in progress at this cell. */
const holdOf = (procedure: Procedure, cell: ProcedureCell): Procedure['hold'] =>
  procedure.hold?.cell === cell.index ? procedure.hold : null

export function CalibrationStep({ procedure, cell, auto, onAuto, emptied, onEnough }: CalibrationStepProps) {
  const { session, toasts } = useApp()
  const handsFree = procedure.method !== undefined && procedure.method !== 'exact'
  const [busy, setBusy] = useState(false)
  const samples = useRef<Sample[]>([])
  const refusedAt = useRef(0)
  const live = session.live.value
  const count = live?.counts?.[cell.index] ?? null
  const zero = procedure.zeroCounts[cell.index] ?? 0
  const step = procedure.plan[cell.done]
  const before = procedure.plan[cell.done - 1] ?? null
  const hold = holdOf(procedure, cell)
  const fresh = session.freshKind.value === 'live'
  // The gateway does it where it is hands-free. While paused somebody may sit on the cushion; that is not a weight to measure.
  const mayMeasure = !handsFree && auto && !busy && procedure.hold === null && procedure.active

  useStepTone(procedure)

  const act = async (action: Action): Promise<void> => {
    setBusy(true)
    const on = action === 'back' && hold === null ? backCell(procedure, cell) : cell.index
    const outcome = await session.command('calibrate', { action, cell: on })
    setBusy(false)
    samples.current = []
    if (!outcome.ok) {
      refusedAt.current = performance.now()
      toasts.show({ text: outcome.message, tone: 'over' })
    }
  }

  useEffect(() => {
    samples.current = []
    if (procedure.note?.ok === false) refusedAt.current = performance.now()
  }, [cell.index, cell.done, procedure.note])

  useEffect(() => {
    if (live === null || count === null || step === undefined) return
    samples.current = [...samples.current, { atMs: live.atMs, count }].slice(-keptSamples)
    if (!mayMeasure || hasJustRefused(refusedAt.current)) return
    const seen = { zero, lastCount: cell.counts.at(-1) ?? null, emptied: emptied() }
    if (step.kind === 'preload' || readyToMeasure(samples.current, step, seen)) void act('hold')
  }, [live])

  if (step === undefined) return null
  const words = wordsOf(procedure, { step, before })
  return (
    <section class="card calibration-step" aria-label="What to do now">
      <p class="label">{whereWords(cell, procedure.plan)}</p>
      {handsFree && <CupsPicture cups={cell.done === 0 ? 1 : 2} />}
      <p class="big calibration-figure">
        <strong>{words.figure}</strong> <span>{words.unit}</span>
      </p>
      <p class="calibration-sentence">{words.sentence}</p>
      {hold === null ? (
        <Seen count={count} zero={zero} empty={step.kind === 'empty'} />
      ) : (
        <Progress hold={hold} nowMs={live?.atMs ?? session.nowMs.value} />
      )}
      <p class={`calibration-note${procedure.note?.ok === false ? ' error' : ''}`} role="status">
        {hold === null && procedure.note?.cell === cell.index ? procedure.note.text : ''}
      </p>
      <Actions {...{ procedure, cell, step, busy, fresh, onEnough }} onAct={(action) => void act(action)} />
      {!handsFree && (
        <label class="switch">
          <input type="checkbox" checked={auto} onChange={(event) => onAuto(event.currentTarget.checked)} />
          Continue automatically once the weight is still
        </label>
      )}
    </section>
  )
}

type Step = Procedure['plan'][number]

function wordsOf(
  { method, cells }: Procedure,
  { step, before }: { step: Step; before: Step | null },
): Instruction {
  switch (method) {
    case 'quick':
      return quickInstruction(step, before)
    case 'check':
      return checkInstruction(step)
    case 'exact':
    case undefined:
      return instruction(step, before, cells.length)
  }
}

interface ActionsProps extends Pick<CalibrationStepProps, 'procedure' | 'cell' | 'onEnough'> {
  readonly step: Step
  readonly busy: boolean
  readonly fresh: boolean
  readonly onAct: (action: Action) => void
}

function Actions({ procedure, cell, step, busy, fresh, onEnough, onAct }: ActionsProps) {
  const hold = holdOf(procedure, cell)
  return (
    <div class="actions">
      <button
        type="button"
        class="button primary"
        disabled={busy || !fresh || procedure.hold !== null}
        onClick={() => onAct('hold')}
      >
        {step.kind === 'preload' ? 'Count the presses' : 'Measure'}
      </button>
      <button
        type="button"
        class="button"
        disabled={busy || (cell.done === 0 && hold === null)}
        onClick={() => onAct('back')}
      >
        {hold === null ? 'Back one step' : 'Stop'}
      </button>
      {onEnough === null ? (
        <button type="button" class="button" disabled={busy} onClick={() => onAct('skip')}>
          {cell.fit === null ? 'Leave this cell out' : 'Enough for this cell'}
        </button>
      ) : (
        <button type="button" class="button" disabled={busy || procedure.hold !== null} onClick={onEnough}>
          See the result
        </button>
      )}
    </div>
  )
}

interface SeenProps {
  readonly count: number | null
  readonly zero: number
  readonly empty: boolean
}

function Seen({ count, zero, empty }: SeenProps) {
  if (count === null) return <p class="small">Waiting for readings from this cell.</p>
  const loaded = isLoaded(count, zero)
  const words = empty
    ? loaded
      ? 'Something is still on it.'
      : 'It is empty.'
    : loaded
      ? 'There is weight on it.'
      : 'Nothing is on it yet.'
  return (
    <p class="small calibration-seen">
      This cell reads <strong>{count}</strong> counts. {words}
    </p>
  )
}

function Progress({
  hold,
  nowMs,
}: {
  readonly hold: NonNullable<Procedure['hold']>
  readonly nowMs: number
}) {
  if (hold.s === 0)
    return (
      <div class="calibration-progress">
        <Meter label="Presses" fraction={hold.presses / preloadPresses} colour="plain" />
        <p class="small">
          {hold.presses} of {preloadPresses} presses seen
        </p>
      </div>
    )
  const doneS = Math.min(hold.s, Math.max(0, (nowMs - hold.startedAtMs) / 1000))
  return (
    <div class="calibration-progress">
      <Meter label="Measuring" fraction={doneS / hold.s} colour="plain" />
      <p class="small">Measuring, hands off: {Math.ceil(hold.s - doneS)} s left</p>
    </div>
  )
}

/** Left and right check: the sitter leans once, and the page says whether the cushion saw it. Nothing is stored. */
import { useEffect, useState } from 'preact/hooks'
import { useApp } from '../../session/app-context.ts'
import { tellSimulator } from '../../session/simulator.ts'
import { beginLeanCheck, type LeanCheck as Check, leanWords, stepLeanCheck } from './lean-balance.ts'

export function LeanCheck() {
  const { session, account, toasts } = useApp()
  const [check, setCheck] = useState<Check | null>(null)
  const live = session.live.value
  const running = check !== null && check.step !== 'done'
  useEffect(() => {
    if (live !== null) setCheck((now) => (now === null ? null : stepLeanCheck(now, live)))
  }, [live])
  const fresh = session.freshKind.value === 'live'
  const seated = session.state.value?.occupancy === 'occupied'
  const simulated = session.info.value?.simulated === true
  const lean = async (posture: 'lean-left' | null): Promise<void> => {
    const problem = await tellSimulator(account.send, session.cushion.value ?? '', { posture })
    if (problem !== null) toasts.show({ text: problem, tone: 'over' })
  }
  // A simulated sitter that was asked to lean returns to the scenario.
  useEffect(() => {
    if (simulated && check?.step === 'done') void lean(null)
  }, [check?.step])
  return (
    <section class="card lean-check" aria-label="Left and right">
      <h2>Left and right</h2>
      <p role="status">{leanWords(check)}</p>
      <div class="actions">
        {running ? (
          <button type="button" class="button" onClick={() => setCheck(null)}>
            Stop
          </button>
        ) : (
          <button
            type="button"
            class="button"
            disabled={!fresh || !seated}
            onClick={() => setCheck(beginLeanCheck())}
          >
            {check === null ? 'Check sides' : 'Check again'}
          </button>
        )}
        {simulated && check?.step === 'lean' && (
          <button type="button" class="button" onClick={() => void lean('lean-left')}>
            The simulated sitter leans left
          </button>
        )}
        {!running && !(fresh && seated) && <span class="small">Sit down to use this.</span>}
      </div>
    </section>
  )
}

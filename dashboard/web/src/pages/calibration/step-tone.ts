/** A tone when a weight is measured, so that nobody has to look at the screen: one for a step, rising ones for a cell that is done. */
import { useEffect, useRef } from 'preact/hooks'
import { useApp } from '../../session/app-context.ts'
import type { Procedure } from './calibration-words.ts'

export function useStepTone({ method, note, cells, plan }: Procedure): void {
  const { chime, preferences } = useApp()
  const steps = cells.reduce((sum, { done }) => sum + done, 0)
  const before = useRef(steps)
  useEffect(() => {
    const more = steps > before.current
    before.current = steps
    if (!more || method === undefined || method === 'exact' || !preferences.sound.peek()) return
    const isDone = cells.find(({ index }) => index === note?.cell)?.done === plan.length
    chime.play(isDone ? 'exceeded' : 'warning', preferences.volume.peek())
  }, [steps])
}

/** Whether a limit that is reached may look like an alert: somebody sits, and it is not kept quiet. */
import { useComputed } from '@preact/signals'
import { useApp } from '../../session/app-context.ts'
import { hushOf } from '../../session/limits/open-limits.ts'

export function useAlerting(): boolean {
  const { session } = useApp()
  return useComputed(() => {
    const state = session.state.value
    return state !== null && state.occupancy === 'occupied' && hushOf(state, session.nowMs.value) === null
  }).value
}

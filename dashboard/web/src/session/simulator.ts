/** Tells a simulated cushion what to do; the server refuses it for a real one. */
import type { SimulatorControl } from '../../../../contract/simulator-control.ts'

/** Faults of the wire go by their names, which the server checks; `record` begins or ends a recording. */
export type SimulatorChange = Partial<Omit<SimulatorControl, 'v' | 'wire'>> & {
  readonly wire?: Readonly<Record<string, unknown>>
  readonly record?: boolean
}

/** Null when it was sent, else why not. */
export async function tellSimulator(cushion: string, control: SimulatorChange): Promise<string | null> {
  try {
    const answer = await fetch(`/api/v1/simulator/${cushion}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(control),
    })
    if (answer.ok) return null
    const problem: { detail?: string } = await answer.json()
    return problem.detail ?? 'The simulated cushion did not accept this.'
  } catch {
    return 'Sitbone cannot be reached. Try again once the page is connected.'
  }
}

/** Controls a simulated cushion; the server refuses this for a real one. */
import type { SimulatorControl } from '../../../../contract/simulator-control.ts'
import type { SendChange } from './changes.ts'

/** The server checks the names of wire faults; `record` starts or stops a recording. */
export type SimulatorChange = Partial<Omit<SimulatorControl, 'v' | 'wire'>> & {
  readonly wire?: Readonly<Record<string, unknown>>
  readonly record?: boolean
}

/** Null when sent, else the reason. */
export async function tellSimulator(
  send: SendChange,
  cushion: string,
  control: SimulatorChange,
): Promise<string | null> {
  try {
    const answer = await send({ method: 'POST', path: `simulator/${cushion}`, body: control })
    if (answer.ok) return null
    const problem: { detail?: string } = await answer.json()
    return problem.detail ?? 'The simulated cushion did not accept this.'
  } catch {
    return 'Sitbone cannot be reached. Try again once the page is connected.'
  }
}

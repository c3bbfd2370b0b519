/** Tells a simulated cushion what to do; the server refuses it for a real one. */
import type { SimulatorControl } from '../../../server/contract.ts'

/** Null when it was sent, else why not. */
export async function tellSimulator(
  cushion: string,
  control: Partial<SimulatorControl>,
): Promise<string | null> {
  try {
    const answer = await fetch(`/api/v1/simulator/${cushion}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(control),
    })
    if (answer.ok) return null
    const problem: { detail?: string } = await answer.json()
    return problem.detail ?? 'The simulated cushion did not take it.'
  } catch {
    return 'Sitbone cannot be reached. Try again once the page is connected.'
  }
}

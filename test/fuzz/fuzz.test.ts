/** A short run of every fuzz target; `npm run fuzz` runs them for long. */
import { expect, it } from 'vitest'
import { targets } from './targets.ts'

it.each(targets.map((target) => [target.name, target] as const))(
  '%s stands some hundred cases',
  async (_name, target) => {
    const opened = await target.open()
    const outcome = await opened.run({ seed: 20_260_302, runs: 300, timeMs: 500 })
    await opened.close()
    expect(outcome.failure).toBe(null)
    // How many come to pass in the time is the computer's affair.
    expect(outcome.cases).toBeGreaterThan(0)
  },
)

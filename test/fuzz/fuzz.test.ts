/** A short run of every fuzz target; `npm run fuzz` runs them for long. */
import { expect, it } from 'vitest'
import { targets } from './targets.ts'

/** A case of it is a whole stretch of traffic through a hub, ms. */
const slow: Readonly<Record<string, number>> = { 'mqtt-dashboard': 3000 }

it.each(targets.map((target) => [target.name, target] as const))(
  '%s stands some hundred cases',
  async (name, target) => {
    const opened = await target.open()
    const outcome = await opened.run({ seed: 20_260_302, runs: 300, timeMs: slow[name] ?? 500 })
    await opened.close()
    expect(outcome.failure).toBe(null)
    expect(outcome.cases).toBeGreaterThan(3)
  },
)

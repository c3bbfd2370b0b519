/** A short, repeatable run of every fuzz target; `npm run fuzz` goes on for longer, with new seeds. */
import { expect, it } from 'vitest'
import { targets } from './targets.ts'

const cases = 150
/** Where a case is a connection or a whole stretch of traffic. */
const fewer: Readonly<Record<string, number>> = {
  'mqtt-dashboard': 8,
  'mqtt-bytes': 40,
  diary: 40,
  'mqtt-simulator': 60,
  'http-bytes': 60,
  'socket-packets': 60,
  firmware: 60,
}

it.each(targets.map((target) => [target.name, target] as const))(
  '%s stands its cases',
  async (name, target) => {
    const runs = fewer[name] ?? cases
    const opened = await target.open()
    // Speed does not matter here; only a hang is ended.
    const outcome = await opened.run({ seed: 20_260_302, runs, timeMs: 55_000 })
    await opened.close()
    expect(outcome).toEqual({ cases: runs, failure: null })
  },
  60_000,
)

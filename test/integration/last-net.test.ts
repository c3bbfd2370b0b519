/** Uncaught bugs in a separate program: during startup they end it, later they are reported and it continues. */
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { type Running, runSitbone } from '../services/sitbone.ts'
import { waitFor } from '../services/wait-for.ts'

const program = fileURLToPath(new URL('../services/faulty-program.ts', import.meta.url))
let running: Running
const run = (...args: string[]) => {
  running = runSitbone(args, { program })
  return running
}
afterEach(() => running.stop())
const caught = (count: number) =>
  waitFor(() => running.said().includes(`caught ${count}\n`), { what: running.said, timeoutMs: 20_000 })
const times = (text: string, part: string) => text.split(part).length - 1

test.each(['file', 'terminal'])(
  'once it runs, each fault is logged with its stack to a %s and counted, and a signal still ends it in order',
  async (output) => {
    run('runs', output)
    await caught(4)
    await running.stop()
    const { code, out, err } = await running.exited
    for (const bug of ['bug in a callback', 'bug in a promise', 'bug of an emitter'])
      expect(err).toMatch(new RegExp(`${bug}[^]*faulty-program\\.ts:\\d+`))
    expect(times(err, 'inside Sitbone. This is a bug')).toBe(4)
    expect(out).toContain('sitbone_faults_survived_total{origin="uncaughtException"} 3')
    expect(out).toContain('sitbone_faults_survived_total{origin="unhandledRejection"} 1')
    expect(out).toMatch(/stopped\n$/)
    expect(code).toBe(0)
  },
)

test('a fault with every reading is counted each time, but does not fill the log', async () => {
  run('flood')
  await caught(500)
  await running.stop()
  const { err } = await running.exited
  const said = times(err, 'This is a bug')
  expect(said).toBeGreaterThan(0)
  expect(said).toBeLessThan(30)
})

test.each([
  ['start', 'bug at the start'],
  ['loose-start', 'bug at the start, loose'],
])('%s: a fault while it starts ends it with its words and a status', async (kind, words) => {
  const { code, err } = await run(kind).exited
  expect(err).toContain(words)
  expect(code).not.toBe(0)
  expect(code).not.toBe(null)
})

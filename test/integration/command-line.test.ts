/** Bad settings and environments as a person sees them: a sentence that names the setting, and a status. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../services/free-port.ts'
import { runSitbone } from '../services/sitbone.ts'
import { waitFor } from '../services/wait-for.ts'

let folder: string
let taken: Server
let takenPort: number

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-cli-'))
  takenPort = await freePort()
  taken = createServer().listen(takenPort, '127.0.0.1')
  writeFileSync(join(folder, 'blocked'), 'a file where a folder should be')
  writeFileSync(join(folder, 'odd.yaml'), 'listen: 127.0.0.1:8080\nlisten-here: yes\n')
  writeFileSync(
    join(folder, 'short.json'),
    JSON.stringify({
      v: 1,
      madeAt: '2026-01-01T00:00:00.000Z',
      surface: 'foam',
      cells: [{ rMOhm: 1e4, k: 1e-4, n: 1 }],
    }),
  )
})
afterAll(() => {
  taken.close()
  rmSync(folder, { recursive: true, force: true })
})

const start = (...args: string[]) =>
  runSitbone(['start', '--broker-listen', 'off', '--no-past', '--data', join(folder, 'data'), ...args], {
    cwd: folder,
  })

test.each([
  ['a taken port of the dashboard', () => ['--listen', `127.0.0.1:${takenPort}`], /--listen/],
  [
    'a taken port of the broker',
    () => ['--listen', '127.0.0.1:0', '--broker-listen', `127.0.0.1:${takenPort}`],
    /--broker-listen/,
  ],
  ['an address that others could reach', () => ['--listen', '0.0.0.0:8080'], /nobody has an account/],
  [
    'a data folder that cannot be written',
    () => ['--data', join(folder, 'blocked', 'data')],
    /--data .*cannot be written/,
  ],
  ['an unknown layout', () => ['--layout', 'grid9'], /--layout grid9: there is no such layout/],
  ['a calibration of another cushion', () => ['--calibration', join(folder, 'short.json')], /1 cells.*has 8/],
  [
    'an unknown setting in the file',
    () => ['--config', join(folder, 'odd.yaml')],
    /odd\.yaml line 2.*listen-here/,
  ],
  ['an unknown scenario', () => ['--scenario', 'nope'], /no scenario 'nope'/],
  ['a port of another kind', () => ['--port', 'ftp://x'], /expected simulator, auto/],
] as const)('%s is a clear error, and nothing runs on', async (_what, args, sentence) => {
  const { code, err } = await start(...args()).exited
  expect(err).toMatch(sentence)
  expect(err).not.toMatch(/\n\s+at /)
  expect(code).toBe(1)
})

test('without cushion, broker and database everything runs on, says what is missing, and ends within two seconds', async () => {
  const port = await freePort()
  const gone = await freePort()
  const sitbone = start(
    '--listen',
    `127.0.0.1:${port}`,
    '--port',
    join(folder, 'no-such-port'),
    '--store',
    `influx://me@127.0.0.1:${gone}/db`,
  )
  await waitFor(async () => (await fetch(`http://127.0.0.1:${port}/livez`)).ok, {
    timeoutMs: 15_000,
    what: () => sitbone.said(),
  })
  await waitFor(
    () =>
      /InfluxDB at .* does not accept data now/.test(sitbone.said()) && /no-such-port/.test(sitbone.said()),
    {
      what: () => sitbone.said(),
    },
  )
  const began = performance.now()
  await sitbone.stop()
  expect((await sitbone.exited).code).toBe(0)
  expect(performance.now() - began).toBeLessThan(2200)
})

test('the doctor looks at everything and says what to do', async () => {
  const { code, out } = await runSitbone(
    ['doctor', '--listen', `127.0.0.1:${takenPort}`, '--data', join(folder, 'data')],
    { cwd: folder },
  ).exited
  expect(out).toMatch(/CHECK Dashboard: .*--listen/)
  expect(out).toMatch(/ok\s+Data folder/)
  expect(code).toBe(1)
})

test('a password on the command line works, with a warning, and is shown nowhere', async () => {
  const sitbone = start('--listen', `127.0.0.1:${await freePort()}`, '--broker-password', 'hush-hush')
  await waitFor(() => /Sitbone shows/.test(sitbone.said()), { timeoutMs: 15_000, what: () => sitbone.said() })
  await sitbone.stop()
  expect(sitbone.said()).toMatch(/SITBONE_BROKER_PASSWORD_FILE/)
  expect(sitbone.said()).not.toContain('hush-hush')
})

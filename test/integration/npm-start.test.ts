/** `npm start` as the README has it, with the flags of its script: it serves the page and begins the simulated fortnight. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { freePort } from '../services/free-port.ts'
import { runSitbone } from '../services/sitbone.ts'
import { waitFor } from '../services/wait-for.ts'

const script = join(import.meta.dirname, '../../scripts/run.mjs')

it('serves the page, and fills the simulated fortnight', async () => {
  const data = mkdtempSync(join(tmpdir(), 'sitbone-npm-start-'))
  const listen = `127.0.0.1:${await freePort()}`
  const running = runSitbone(['start', '--listen', listen, '--broker-listen', 'off', '--data', data], {
    program: script,
  })
  try {
    await waitFor(() => /past fortnight: \d+ %/.test(running.said()), {
      timeoutMs: 50_000,
      what: running.said,
    })
    expect((await fetch(`http://${listen}/`)).status).toBe(200)
    expect(running.said()).not.toMatch(/\n +at /)
  } finally {
    await running.stop()
    rmSync(data, { recursive: true, force: true })
  }
})

/** A broker that loses what is retained while it makes a subscription, as replicated ones do: the page sees the cushion all the same. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { freePort } from '../services/free-port.ts'
import { startLateSuback } from '../services/late-suback.ts'
import { runSitbone } from '../services/sitbone.ts'

const ending: (() => Promise<unknown>)[] = []
const folder = mkdtempSync(join(tmpdir(), 'sitbone-late-suback-'))
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end()
  rmSync(folder, { recursive: true, force: true })
})

const patience = { timeout: 30_000 }
/** Before the gateway says anything of it by itself. */
const soon = { timeout: 5000 }

test('a cushion that came while the dashboard subscribed is online on its page, with all that is known of it', async () => {
  const broker = await startLateSuback()
  ending.push(() => broker.stop())
  const run = (role: string, ...args: string[]) => {
    const one = runSitbone([role, '--broker', broker.url, '--data', join(folder, role), ...args])
    ending.push(() => one.stop())
  }
  const listen = `127.0.0.1:${await freePort()}`
  const api = `http://${listen}/api/v1/cushions`
  broker.hold('-dashboard-')
  run('dashboard', '--listen', listen)
  await expect.poll(() => broker.held(), patience).toBeGreaterThan(0)
  run('gateway', '--port', 'simulator', '--cushion', 'desk-1')
  const seen = (topic: string) => broker.seen(`sitbone/cushion/desk-1/${topic}`)
  // The second time is the gateway's last word for a minute.
  const online = () => seen('availability').filter((word) => word === 'online').length
  await expect.poll(online, patience).toBe(2)
  await expect
    .poll(() => seen('info').length && seen('state').length && seen('tolerance').length, patience)
    .toBeGreaterThan(0)

  broker.release()
  const cushions = async () => JSON.parse(await (await fetch(api)).text())
  await expect
    .poll(cushions, soon)
    .toMatchObject({ cushions: [{ id: 'desk-1', availability: 'online', simulated: true }] })
  await expect.poll(async () => (await fetch(`${api}/desk-1/state`)).status, soon).toBe(200)
})

/** One process, two cushions from the settings file: they are independent, and unplugging one does not affect the other. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ForeignBoard } from '../services/foreign-board.ts'
import { freePort } from '../services/free-port.ts'
import { type Running, runSitbone } from '../services/sitbone.ts'
import { type PtyPair, startPtyPair } from '../services/socat.ts'
import { waitFor } from '../services/wait-for.ts'

let folder: string
let cables: PtyPair[]
let boards: ForeignBoard[]
let sitbone: Running
let api: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-several-'))
  cables = await Promise.all([startPtyPair(), startPtyPair()])
  boards = cables.map((cable) => {
    const board = new ForeignBoard()
    board.plugInto(cable.a)
    return board
  })
  const config = join(folder, 'sitbone.yaml')
  const cushions = cables.map((cable, i) => `  - { id: desk-${i + 1}, port: ${cable.b} }`)
  writeFileSync(config, `broker-listen: 'off'\ncushions:\n${cushions.join('\n')}\n`)
  const port = await freePort()
  api = `http://127.0.0.1:${port}/api/v1/cushions`
  sitbone = runSitbone(['start', '--config', config, '--listen', `127.0.0.1:${port}`, '--data', folder])
})

afterAll(async () => {
  for (const board of boards) board.unplug()
  await sitbone.stop()
  await Promise.all(cables.map((cable) => cable.stop()))
  rmSync(folder, { recursive: true, force: true })
})

interface Listed {
  readonly id: string
  readonly simulated: boolean
  readonly availability: string
}
async function cushions(): Promise<readonly Listed[]> {
  const { cushions: listed }: { cushions: readonly Listed[] } = JSON.parse(await (await fetch(api)).text())
  return listed
}
const availabilityOf = async (id: string) => (await cushions()).find((each) => each.id === id)?.availability

test('both cushions of the settings file are served', async () => {
  await waitFor(
    async () => (await cushions()).filter((each) => each.availability === 'online').length === 2,
    {
      timeoutMs: 20_000,
      what: () => sitbone.said(),
    },
  )
  expect((await cushions()).map(({ id, simulated }) => ({ id, simulated }))).toEqual([
    { id: 'desk-1', simulated: false },
    { id: 'desk-2', simulated: false },
  ])
})

test('one is unplugged: it goes offline, the other stays', async () => {
  await cables[0]?.kill()
  boards[0]?.unplug()
  await waitFor(async () => (await availabilityOf('desk-1')) === 'offline', { timeoutMs: 20_000 })
  expect(await availabilityOf('desk-2')).toBe('online')
})

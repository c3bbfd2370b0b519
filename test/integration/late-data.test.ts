/**
 * Readings that arrive late, from a board on the network: Sitbone itself was stopped, or the network held them back. They are
 * known, so their time is sitting time; no alert stays open for them.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { stateSchema } from '../../core/model/schemas/state.ts'
import { TcpProxy } from '../chaos/tcp-proxy.ts'
import { type WatchedCushion, watchCushion } from '../fixtures/watch-cushion.ts'
import { freePort } from '../services/free-port.ts'
import { type Running, runSitbone } from '../services/sitbone.ts'
import { startTcpBoard, type TcpBoard } from '../services/tcp-board.ts'
import { waitFor } from '../services/wait-for.ts'

let folder = ''
let board: TcpBoard
let network: TcpProxy
let sitbone: Running
let cushion: WatchedCushion

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-late-'))
  board = await startTcpBoard()
  network = new TcpProxy(board.port)
  const broker = `127.0.0.1:${await freePort()}`
  const port = `tcp://127.0.0.1:${await network.start()}`
  const listen = `127.0.0.1:${await freePort()}`
  const flags = ['--port', port, '--cushion', 'desk-1', '--broker-listen', broker, '--listen', listen]
  sitbone = runSitbone(['start', ...flags], { env: { SITBONE_DATA: folder, SITBONE_ZONE: 'Europe/Berlin' } })
  cushion = await watchCushion(`mqtt://${broker}`, 'desk-1', folder)
  await seatedAtFrame(board.sent() + 20)
})
afterEach(async () => {
  await cushion.close()
  await sitbone.kill()
  network.stop()
  await board.stop()
  rmSync(folder, { recursive: true, force: true })
})

const state = () => stateSchema.parse(cushion.told('state'))

/** Waits until the cushion is known to be occupied and a live reading of at least this number has arrived. */
async function seatedAtFrame(seq: number) {
  await waitFor(() => Number(cushion.told('live').seq) >= seq && state().occupancy === 'occupied', {
    timeoutMs: 60_000,
    what: () => `frame ${seq} on an occupied seat; last: ${JSON.stringify(cushion.told('state'))}`,
  })
}

/** How much of the running bout counts as unknown (s). */
function unknownS(): number {
  const { at, boutStartedAt, boutS } = state()
  return (Date.parse(at) - Date.parse(boutStartedAt ?? '')) / 1000 - boutS
}

const madeMeanwhile = async (frames: number) => {
  const from = board.sent()
  await waitFor(() => board.sent() >= from + frames, { timeoutMs: 60_000, what: `${frames} frames` })
}

test('after Sitbone was stopped for a while, what piled up counts as sitting', async () => {
  sitbone.signal('SIGSTOP')
  await madeMeanwhile(80)
  sitbone.signal('SIGCONT')
  await seatedAtFrame(board.sent() + 10)
  expect(state().alerts).toEqual([])
  await expect.poll(unknownS).toBeLessThan(3)
}, 120_000)

test('after a stall of the network, what it held back counts as sitting', async () => {
  network.set('hold')
  await waitFor(() => state().occupancy === 'unknown', { timeoutMs: 30_000, what: 'an unknown seat' })
  await madeMeanwhile(140)
  network.set('pass')
  await seatedAtFrame(board.sent() + 10)
  expect(state().alerts).toEqual([])
  await expect.poll(unknownS).toBeLessThan(3)
}, 120_000)

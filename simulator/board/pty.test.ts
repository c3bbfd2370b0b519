import { existsSync } from 'node:fs'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SerialPort } from 'serialport'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { encodeHostCommand } from '../../firmware-protocol/index.ts'
import { loadScenario } from '../body/scenario.ts'
import { layout, mondayMs } from '../testing.ts'
import { servePty } from './pty.ts'
import { VirtualBoard } from './virtual-board.ts'

const scenario = await loadScenario('office-day')
let folder = ''
let board: VirtualBoard
const patient = { timeout: 10_000 }
const endings: (() => Promise<void>)[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sitbone-pty-'))
  board = new VirtualBoard({ scenario, seed: 1, layout, startMs: mondayMs, speed: 60 })
})
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
  board.stop()
  await rm(folder, { recursive: true })
})

interface Opened {
  readonly port: SerialPort
  text(): string
  close(): Promise<void>
}

async function openPort(path: string): Promise<Opened> {
  const port = new SerialPort({ path, baudRate: 115200, autoOpen: false })
  let text = ''
  port.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
  })
  await new Promise<void>((resolve, reject) =>
    port.open((error) => (error === null ? resolve() : reject(error))),
  )
  const close = async () => {
    if (port.isOpen) await new Promise<void>((resolve) => port.close(() => resolve()))
  }
  endings.push(close)
  return { port, text: () => text, close }
}

/** Like a gateway, retries a port that does not open or stays silent. */
const openCushion = (path: string): Promise<Opened> =>
  vi.waitFor(
    async () => {
      const opened = await openPort(path)
      try {
        await vi.waitFor(() => expect(opened.text()).toContain('$H,'), { timeout: 2000 })
        return opened
      } catch (silence) {
        await opened.close()
        throw silence
      }
    },
    { timeout: 15_000 },
  )

test('a serial program opens it, talks to the board, and opening again resets it', async () => {
  const link = join(folder, 'cushion')
  await symlink('/dev/pts/of-a-killed-socat', link)
  const served = await servePty(board, link)
  endings.push(() => served.stop())
  let before = 0
  for (const token of ['first', 'second']) {
    const { port, text, close } = await openCushion(link)
    await expect.poll(text, patient).toMatch(new RegExp(`boot=${board.boot},.*\\$F,2,`, 's'))
    expect(board.boot).toBeGreaterThan(before)
    before = board.boot
    port.write(encodeHostCommand({ type: 'ping', token }))
    await expect.poll(text, patient).toContain(`$A,PING,${token},`)
    await close()
    await expect.poll(() => board.isOpen, patient).toBe(false)
  }
  await served.stop()
  await served.stop()
  expect(existsSync(link)).toBe(false)
})

test('without socat, with a file in the way, or in no folder it says what to do', async () => {
  const link = join(folder, 'cushion')
  await expect(servePty(board, link, { program: 'no-socat-here' })).rejects.toThrow(
    /socat.*apt install socat/,
  )
  await expect(servePty(board, join(folder, 'none', 'cushion'))).rejects.toThrow(/another path/)
  await writeFile(link, 'precious')
  await expect(servePty(board, link)).rejects.toThrow(/not a link/)
})

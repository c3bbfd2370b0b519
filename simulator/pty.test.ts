import { existsSync } from 'node:fs'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SerialPort } from 'serialport'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { encodeHostCommand } from '../firmware-protocol/index.ts'
import { servePty } from './pty.ts'
import { loadScenario } from './scenario.ts'
import { layout, mondayMs } from './testing.ts'
import { VirtualBoard } from './virtual-board.ts'

const scenario = await loadScenario('office-day')
let folder = ''
let board: VirtualBoard
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

async function openPort(
  path: string,
): Promise<{ port: SerialPort; text: () => string; close: () => Promise<void> }> {
  const port = new SerialPort({ path, baudRate: 115200, autoOpen: false })
  let text = ''
  port.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
  })
  await new Promise<void>((resolve, reject) =>
    port.open((error) => (error === null ? resolve() : reject(error))),
  )
  const close = () => new Promise<void>((resolve) => port.close(() => resolve()))
  endings.push(async () => {
    if (port.isOpen) await close()
  })
  return { port, text: () => text, close }
}

test('a serial program opens it, talks to the board, and opening again resets it', async () => {
  const link = join(folder, 'cushion')
  await symlink('/dev/pts/of-a-killed-socat', link)
  const served = await servePty(board, link)
  endings.push(() => served.stop())
  for (const boot of [1, 2]) {
    await expect.poll(() => existsSync(link)).toBe(true)
    const { port, text, close } = await openPort(link)
    await expect.poll(text).toMatch(new RegExp(`\\$H,[^\\n]*boot=${boot},.*\\$F,2,`, 's'))
    port.write(encodeHostCommand({ type: 'ping', token: `b${boot}` }))
    await expect.poll(text).toContain(`$A,PING,b${boot},`)
    await close()
    await expect.poll(() => board.isOpen).toBe(false)
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

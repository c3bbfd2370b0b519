import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createVirtualBoard } from '../board/virtual-board.ts'
import { layout, mondayMs, stillScenario } from '../testing.ts'
import { FaultBox } from './fault-box.ts'
import { type ServedPlug, servePtyPlug } from './pty-plug.ts'

let folder: string
let box: FaultBox
let plug: ServedPlug | null = null

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-plug-'))
  const scenario = stillScenario()
  const board = createVirtualBoard({ scenario, seed: 1, layout, startMs: mondayMs, speed: 1 })
  box = new FaultBox(board, { seed: 1, cells: layout.cells })
})
afterEach(async () => {
  await plug?.stop()
  plug = null
  box.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function firstBytes(link: string): Promise<string> {
  const file = await open(link, 'r+')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64)
    return buffer.toString('latin1', 0, bytesRead)
  } finally {
    await file.close()
  }
}

it('unplugged its name is gone; replugged it answers under another name, and later under its own again', async () => {
  const [first, second] = [join(folder, 'ttyUSB0'), join(folder, 'ttyUSB1')]
  plug = await servePtyPlug(box, first)
  expect(await firstBytes(first)).toMatch(/^\$H,proto=1/)
  box.unplug()
  await expect.poll(() => plug?.link()).toBeNull()
  expect(existsSync(first)).toBe(false)
  box.plug(second)
  await expect.poll(() => plug?.link()).toBe(second)
  expect(existsSync(first)).toBe(false)
  expect(await firstBytes(second)).toMatch(/^\$H,proto=1/)
  box.unplug()
  box.plug()
  await expect.poll(() => plug?.link()).toBe(first)
})

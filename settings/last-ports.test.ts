import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { lastPort } from './last-ports.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-last-ports-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('keeps the port of each cushion over restarts', () => {
  lastPort(folder, 'desk-1').write('/dev/serial/by-id/usb-Arduino_Uno-if00')
  lastPort(folder, 'desk-2').write('COM3')
  expect(lastPort(folder, 'desk-1').read()).toBe('/dev/serial/by-id/usb-Arduino_Uno-if00')
  expect(lastPort(folder, 'desk-2').read()).toBe('COM3')
  expect(lastPort(folder, 'desk-3').read()).toBeNull()
})

it('knows nothing, and fails at nothing, where there is no folder or an unreadable file', () => {
  const nowhere = lastPort(join(folder, 'missing'), 'desk-1')
  nowhere.write('COM3')
  expect(nowhere.read()).toBeNull()
  writeFileSync(join(folder, 'last-ports.json'), '{"desk-1": 7')
  expect(lastPort(folder, 'desk-1').read()).toBeNull()
})

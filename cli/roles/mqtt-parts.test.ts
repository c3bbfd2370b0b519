import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog } from '../../platform/log.ts'
import { clientIdOf } from './mqtt-parts.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-client-ids-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const idIn = (data: string, role: 'gateway' | 'recorder', name?: string) =>
  clientIdOf({ data: join(folder, data) }, silentLog, { role, name })

test('a client id is the same at each start, and no other installation, role or name has it', () => {
  expect(idIn('one', 'gateway', 'desk')).toBe(idIn('one', 'gateway', 'desk'))
  const ids = [
    idIn('one', 'gateway', 'desk'),
    idIn('two', 'gateway', 'desk'),
    idIn('one', 'gateway', 'car'),
    idIn('one', 'recorder'),
  ]
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(id).not.toContain(String(process.pid))
})

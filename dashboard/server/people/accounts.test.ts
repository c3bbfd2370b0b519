import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openAccounts } from './accounts.ts'
import { accountsSuite } from './accounts-suite.ts'

const folder = mkdtempSync(join(tmpdir(), 'sitbone-accounts-'))
afterAll(() => rmSync(folder, { recursive: true }))
let made = 0
const freshFile = () => join(folder, `accounts-${made++}.db`)

accountsSuite('SQLite', async () => ({ kind: 'sqlite', file: freshFile() }))

it('only the user who runs Sitbone may read the file and what SQLite keeps beside it', async () => {
  const file = freshFile()
  const accounts = await openAccounts({ kind: 'sqlite', file })
  for (const end of ['', '-wal', '-shm']) expect(statSync(file + end).mode & 0o777, end).toBe(0o600)
  await accounts.close()
})

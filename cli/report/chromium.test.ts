import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, printPdf } from './chromium.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-no-chromium-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const program = (name: string, script: string): string => {
  const file = join(folder, name)
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o755)
  return file
}

describe('the Chromium that prints', () => {
  it('is the first on the path', () => {
    const file = program('chromium', 'exit 0')
    expect(findChromium({ PATH: `/nowhere:${folder}` })).toBe(file)
  })
  it.each([
    ['ends at once', 'exit 1'],
    [
      'answers with an error',
      String.raw`printf '{"id":1,"error":{"message":"no such method"}}\0' >&4; sleep 5`,
    ],
  ])('that %s leaves a sentence and what to do instead', async (_what, script) => {
    await expect(printPdf(program('broken', script), '<p>')).rejects.toThrow(
      /did not print the report \(.+\), so there is no PDF. --format html/,
    )
  })
  it('that is not there does, too', async () => {
    await expect(printPdf(join(folder, 'missing'), '<p>')).rejects.toThrow(/did not print the report/)
  })
})

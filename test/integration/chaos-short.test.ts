/**
 * The fault harness for half a minute, both ways of running Sitbone at once: `npm run chaos` is the long one, and
 * docs/reliability.md says what is promised and what the long ones gave.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const chaos = fileURLToPath(new URL('../chaos/chaos.ts', import.meta.url))

test('killed, stopped, cut off, unplugged: no reading lost, doubled or altered in either store', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-chaos-short-'))
  const file = join(folder, 'reports.jsonl')
  try {
    const args = [chaos, '--minutes', '0.5', '--seed', '5', '--json', file]
    // Status 1 is told by what it printed.
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1e8 }).catch(
      (failed: { stdout?: string }) => ({ stdout: failed.stdout ?? String(failed) }),
    )
    const reports: unknown[] = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text))
    expect(reports).toHaveLength(2)
    for (const report of reports) {
      expect(report, stdout).toMatchObject({
        lost: [],
        doubled: [],
        altered: [],
        factsLost: [],
        misbehaved: [],
      })
      // It was a real run: some hundred readings were due, through several faults.
      expect(report).toMatchObject({ due: expect.any(Number), faults: expect.any(Object) })
      const { due, faults } = Object(report)
      expect(due).toBeGreaterThan(100)
      expect(Object.keys(faults).length).toBeGreaterThan(2)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 240_000)

/** The reference firmware's machine code passes the conformance command that firmware authors use. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { firmwareNames } from '../../simulator/index.ts'
import { buildSketch, hasArduinoCore } from '../services/arduino-build.ts'

const folder = mkdtempSync(join(tmpdir(), 'sitbone-sketch-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const repo = join(import.meta.dirname, '../..')

interface Run {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

const conformance = (...args: string[]): Promise<Run> =>
  new Promise((resolve) => {
    const command = [join(repo, 'sitbone.ts'), 'conformance', ...args]
    execFile(process.execPath, command, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr }),
    )
  })

it('passes every clause in emulation: eight sensors, the grid, and what the Arduino IDE builds', async () => {
  // Debian has the IDE's core; on other systems this part is left out.
  const sketch = hasArduinoCore() ? [{ name: buildSketch(folder), layout: 'fsr8' }] : []
  const boards = [...firmwareNames.map((name) => ({ name, layout: name })), ...sketch]
  const conforms = async ({ name, layout }: (typeof boards)[number]) => {
    const run = await conformance('--port', `avr:${name}`, '--layout', layout, '--format', 'json')
    const report: { ok: boolean; results: { title: string; outcome: { status: string } }[] } = JSON.parse(
      run.stdout,
    )
    const short = report.results.filter(({ outcome }) => outcome.status !== 'pass')
    expect(short, name).toEqual([])
    expect(run, name).toMatchObject({ status: 0 })
    expect(report.ok).toBe(true)
    // Progress goes to the other stream.
    expect(run.stderr).toContain(`${report.results.length}/${report.results.length} `)
  }
  // Each emulates a chip in real time, so not all at once.
  for (const board of boards) await conforms(board)
}, 240_000)

it('says in one sentence that there is no port, with status 1', async () => {
  const { status, stdout, stderr } = await conformance('--port', '/dev/no-such-port')
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  expect(stderr).toMatch(/There is no \/dev\/no-such-port/)
})

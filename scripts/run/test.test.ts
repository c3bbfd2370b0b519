/** `npm test` around the tests: looks for programs, runs every check, counts, and sums up in one line. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeStandIn, type StandIn } from './stand-in.ts'

let repo: StandIn
beforeEach(() => {
  repo = makeStandIn()
  for (const name of [
    'mosquitto',
    'mosquitto_pub',
    'influxd',
    'nginx',
    'socat',
    'openssl',
    'chromium',
    'systemd-analyze',
    'docker-compose',
    'buildah',
    'dpkg-deb',
    'promtool',
  ])
    repo.program(name, 'exit 0')
  tool('@biomejs/biome/bin/biome')
  tool('typescript/bin/tsc')
  tool('knip/bin/knip.js')
  repo.write('scripts/check-rooms.ts', '')
  vitest({ passed: 4, failed: 0, skipped: 1 })
})
afterEach(() => repo.remove())

const tool = (path: string, status = 0) =>
  repo.write(`node_modules/${path}`, `console.log('${path} ran')\nprocess.exitCode = ${status}\n`)

/** Fakes the reports of the three vitest runs; `status` is their exit status. */
function vitest(
  counts: { passed: number; failed: number; skipped: number; notLoaded?: number },
  status = 0,
): void {
  const report = {
    numPassedTests: counts.passed,
    numFailedTests: counts.failed,
    numPendingTests: counts.skipped,
    numTodoTests: 0,
    testResults: [
      {
        name: 'some.test.ts',
        status: counts.failed > 0 ? 'failed' : 'passed',
        assertionResults: Array.from({ length: counts.failed }, (_, i) => ({
          status: 'failed',
          fullName: `test ${i}`,
          failureMessages: ['expected this to be that'],
        })),
      },
      ...Array.from({ length: counts.notLoaded ?? 0 }, () => ({
        name: 'broken.test.ts',
        status: 'failed',
        message: 'SyntaxError',
        assertionResults: [],
      })),
    ],
  }
  repo.write(
    'node_modules/vitest/vitest.mjs',
    `import { writeFileSync } from 'node:fs'
const file = process.argv.find((one) => one.startsWith('--outputFile.json=')).split('=')[1]
writeFileSync(file, ${JSON.stringify(JSON.stringify(report))})
process.exitCode = ${status}\n`,
  )
}

const closingLine = (out: string) => out.trimEnd().split('\n').at(-1)

describe('npm test', () => {
  it('runs the checks and the tests of every kind, and ends with the sums', async () => {
    const { status, out } = await repo.run(['test'])
    expect([...out.matchAll(/^=== (.*)$/gm)].map((match) => match[1])).toEqual([
      'Programs the tests need',
      'Style (biome)',
      'Rooms and imports (dependency-cruiser)',
      'Dead files, exports and dependencies (knip)',
      'What exists only for its test (knip)',
      'Types (tsc)',
      'The page',
      'Unit, contract and page tests',
      'Integration tests with real services',
      'End-to-end tests in a browser',
      'Everything passed',
    ])
    expect(closingLine(out)).toBe('12 passed, 0 failed, 3 skipped')
    expect(status).toBe(0)
  })

  it('fails with a failed test, which it names at the end', async () => {
    vitest({ passed: 3, failed: 1, skipped: 0 }, 1)
    const { status, out } = await repo.run(['test'])
    expect(out).toMatch(/=== Not passed:.*\nsome\.test\.ts: test 0\nexpected this to be that\n/)
    expect(closingLine(out)).toBe('9 passed, 3 failed, 0 skipped')
    expect(status).toBe(1)
  })

  it('fails when a check does, and still runs the tests', async () => {
    tool('typescript/bin/tsc', 2)
    const { status, out } = await repo.run(['test'])
    expect(out).toContain('=== Not passed: Types (tsc)')
    expect(closingLine(out)).toBe('12 passed, 1 failed, 3 skipped')
    expect(status).toBe(1)
  })

  it('says of every check that fails, with `npm run lint` too, and runs the ones after it', async () => {
    tool('@biomejs/biome/bin/biome', 1)
    const linted = await repo.run(['lint'])
    expect(linted.out).toContain('knip/bin/knip.js ran')
    expect(linted.status).toBe(1)
    tool('@biomejs/biome/bin/biome')
    expect((await repo.run(['lint'])).status).toBe(0)
  })

  it.each([
    ['no test ran', () => vitest({ passed: 0, failed: 0, skipped: 5 })],
    ['a test file could not be loaded', () => vitest({ passed: 4, failed: 0, skipped: 0, notLoaded: 1 }, 1)],
    ['an error came outside of any test', () => vitest({ passed: 4, failed: 0, skipped: 0 }, 1)],
    ['vitest ended without a report', () => tool('vitest/vitest.mjs', 1)],
  ])('fails when %s', async (_, prepare) => {
    prepare()
    const { status, out } = await repo.run(['test'])
    expect(closingLine(out)).toMatch(/^\d+ passed, 3 failed, \d+ skipped$/)
    expect(status).toBe(1)
  })

  it('names missing programs and the command that installs them, and runs nothing', async () => {
    for (const name of ['socat', 'influxd']) repo.program(name, null)
    // Nothing else on the path: neither the machine's own programs nor an apt-get.
    for (const [name, path] of [
      ['mkdir', '/bin/mkdir'],
      ['cp', '/bin/cp'],
    ] as const)
      repo.program(name, `exec ${path} "$@"`)
    const { status, out, err } = await repo.run(['test'], { path: '' })
    expect(status).toBe(1)
    expect(err).toMatch(/socat \(a serial cable.*\)/)
    expect(err).toContain(
      process.platform === 'darwin'
        ? 'brew install socat'
        : 'apt-get install --no-install-recommends influxdb socat',
    )
    expect(out).not.toContain('biome ran')
  })
})

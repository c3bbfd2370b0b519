/** `npm test`: runs every check in order, each under a headline, and ends with the number of tests. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { runChild } from './child.mjs'
import { runLint } from './lint.mjs'
import { beginTestPackages } from './packages.mjs'
import { buildPage } from './page.mjs'
import { headline, inRepo } from './say.mjs'

const outputs = 'test-output'
/** One after the other, so that tests with real services and a browser do not compete for the processor. */
const groups = [
  { name: 'Unit, contract and page tests', projects: ['unit', 'web'] },
  { name: 'Integration tests with real services', projects: ['integration'] },
  { name: 'End-to-end tests in a browser', projects: ['e2e'] },
]

export async function runTests(node, args) {
  const folder = memoryFolder()
  if (folder === null) return await runChecks(node, args)
  process.env.TMPDIR = folder
  try {
    return await runChecks(node, args)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Far more than the tests ever hold at once. */
const roomBytes = 4e9

/**
 * A folder in memory for the data folders of the tests, which wait for the disk a good part of their time and need it for
 * nothing: what they kill is a process, never the machine. Null where there is no room, or where TMPDIR asks for another place.
 */
function memoryFolder() {
  if (process.env.TMPDIR !== undefined || process.platform !== 'linux') return null
  try {
    const { bsize, bavail } = statfsSync('/dev/shm')
    if (bsize * bavail < roomBytes) return null
    const folder = mkdtempSync(join('/dev/shm', 'sitbone-tests-'))
    // Servers that refuse to run as root get another user, who has to pass through.
    chmodSync(folder, 0o711)
    return folder
  } catch {
    return null
  }
}

async function runChecks(node, args) {
  headline('Programs the tests need')
  const { installed } = await beginTestPackages()
  // The checks need none of them.
  const tool = (path, ...rest) => runChild(node, [inRepo('node_modules', path), ...rest])
  const checks = [
    ['Types (tsc)', () => tool('typescript/bin/tsc', '--noEmit')],
    ['The page', () => buildPage(node)],
  ]
  const failedChecks = await runLint(node)
  for (const [name, run] of checks) {
    headline(name)
    if ((await run()) !== 0) failedChecks.push(name)
  }
  await installed
  const total = { passed: 0, failed: failedChecks.length, skipped: 0 }
  const failures = failedChecks.map((name) => ({ name, tests: [] }))
  for (const group of groups) {
    headline(group.name)
    const counted = await runVitest(tool, group, args)
    for (const key of Object.keys(total)) total[key] += counted[key]
    if (counted.failed > 0) failures.push({ name: group.name, tests: counted.failures })
  }
  headline(
    failures.length === 0
      ? 'Everything passed'
      : `Not passed: ${failures.map(({ name }) => name).join('; ')}`,
  )
  // Repeated at the end, because above they are lost among hundreds of lines.
  for (const test of failures.flatMap(({ tests }) => tests)) console.log(test)
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
  return failures.length === 0 ? 0 : 1
}

/** Each test waits a third of its time for processes, sockets and files. */
const workers = Math.max(3, availableParallelism() - 1)

async function runVitest(tool, { name, projects }, args) {
  const file = inRepo(outputs, `vitest-${projects[0]}.json`)
  mkdirSync(inRepo(outputs), { recursive: true })
  rmSync(file, { force: true })
  const status = await tool(
    'vitest/vitest.mjs',
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    `--maxWorkers=${workers}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...args,
  )
  const counted = readCounts(file)
  if (counted.passed + counted.failed === 0) {
    console.log(`${name}: no test ran, which counts as a failure.`)
    counted.failed = 1
  }
  // A file that could not be loaded, or an error outside any test.
  if (status !== 0 && counted.failed === 0) counted.failed = 1
  return counted
}

function readCounts(file) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'))
    const failed = (one) => one.assertionResults.filter((test) => test.status === 'failed')
    const notLoaded = report.testResults.filter((one) => one.status === 'failed' && failed(one).length === 0)
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + notLoaded.length,
      skipped: report.numPendingTests + report.numTodoTests,
      failures: [
        ...report.testResults.flatMap((one) =>
          failed(one).map((test) => `${one.name}: ${test.fullName}\n${test.failureMessages.join('\n')}`),
        ),
        ...notLoaded.map((one) => `${one.name}: ${one.message}`),
      ],
    }
  } catch {
    return { passed: 0, failed: 0, skipped: 0, failures: [] }
  }
}

#!/usr/bin/env node
/**
 * The program `sitbone` of the npm package: checks the version of Node, then hands over. Plain JavaScript that older versions
 * of Node can read. The checkout starts with `scripts/run.mjs` instead.
 */
import { readFileSync } from 'node:fs'
import nodeModule from 'node:module'

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const [neededMajor, neededMinor] = numbersOf(engines.node)
const [major, minor] = numbersOf(process.version)

if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
  console.error(
    `Sitbone needs Node.js ${neededMajor}.${neededMinor} or newer, and this is ${process.version}. Nothing was started.\n` +
      'Install a current Node.js from https://nodejs.org, then run the same command again.',
  )
  process.exitCode = 1
} else {
  hideSqliteWarning()
  // Keeps compiled code in the folder for temporary files, so that the next start is faster.
  nodeModule.enableCompileCache?.()
  // npx passes a signal only to its shell, which ends without passing it on.
  if (process.env.npm_command === 'exec') await import('./run/watch-parent.mjs')
  await import('../sitbone.js')
}

/** Of `>=22.16` and of `v22.16.0`. */
function numbersOf(version) {
  return version.match(/\d+/g).map(Number)
}

/** Node 22 calls its SQLite experimental. The tests run with it, so a person need not read that at each start. */
function hideSqliteWarning() {
  const { emitWarning } = process
  process.emitWarning = (warning, ...details) => {
    if (!/^SQLite is an experimental feature/.test(String(warning)))
      emitWarning.call(process, warning, ...details)
  }
}

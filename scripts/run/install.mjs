/** Runs `npm ci` when node_modules does not match package-lock.json. */
import { readFileSync } from 'node:fs'
import { delimiter } from 'node:path'
import { runChild } from './child.mjs'
import { inRepo, Stop, say } from './say.mjs'

export async function ensureInstalled() {
  const why = reasonToInstall()
  if (why === null) return
  refuseToReplaceItself(why)
  say(`Setting up: ${why}. Running npm ci; the first time this takes about half a minute.`)
  const begun = Date.now()
  // npm shows progress only in a terminal.
  const heartbeat = process.stderr.isTTY
    ? null
    : setInterval(() => say(`  npm ci is running, ${seconds(begun)} s so far`), 5000)
  const status = await runNpm().finally(() => clearInterval(heartbeat))
  if (status !== 0) {
    throw new Stop(
      `The npm packages could not be installed (npm ci ended with status ${status}; see its messages above).\n` +
        'Nothing was started. Check that the npm registry can be reached from here, then run the same command again.',
    )
  }
  const still = reasonToInstall()
  if (still !== null) {
    throw new Stop(
      `npm ci succeeded, but the packages still do not match package-lock.json: ${still}.\n` +
        'Remove the folder node_modules and run the same command again.',
    )
  }
  say(`Packages are ready after ${seconds(begun)} s.`)
}

const seconds = (begun) => Math.round((Date.now() - begun) / 1000)

/** Windows removes no program that runs, and `npm ci` begins by removing all of node_modules, our Node among it. */
function refuseToReplaceItself(why) {
  if (process.platform !== 'win32' || !process.execPath.startsWith(inRepo('node_modules'))) return
  throw new Stop(
    `Packages have to be installed first: ${why}. Nothing was started.\n` +
      'Run npm ci, then the same command again. Windows does not let Sitbone do this by itself while its own Node runs.',
  )
}

function runNpm() {
  // Without our .bin in the path: npm must not run on the Node that it is about to replace.
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.startsWith(inRepo('node_modules')))
    .join(delimiter)
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  // On Windows npm is a script, which only a shell can start.
  const shell = process.platform === 'win32'
  const command = shell ? [['npm', ...args].join(' '), []] : ['npm', args]
  return runChild(...command, { env: { ...process.env, PATH: path }, shell }).catch((error) => {
    if (error.code !== 'ENOENT') throw error
    throw new Stop(
      'npm was not found, and the packages of Sitbone are not installed yet.\n' +
        'Install Node.js with npm (https://nodejs.org, or: apt-get install nodejs npm), then run the same command again.',
    )
  })
}

/**
 * Compares the lock file with npm's record of installed packages, so that a plain `npm install` counts too. npm writes the
 * record last, so an interrupted installation has none.
 */
function reasonToInstall() {
  const wanted = readPackages('package-lock.json')
  if (wanted === null)
    throw new Stop('package-lock.json cannot be read; is this a complete copy of the repository?')
  const installed = readPackages('node_modules/.package-lock.json')
  if (installed === null) return 'the npm packages are not installed yet'
  for (const [path, { version, optional }] of Object.entries(wanted)) {
    if (path === '') continue
    const found = installed[path]
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    if (found === undefined) {
      // npm leaves out optional packages for other platforms.
      if (optional === true) continue
      return `package-lock.json asks for ${name}, which is not installed`
    }
    if (found.version !== version) {
      return `package-lock.json asks for ${name} ${version}, installed is ${found.version}`
    }
  }
  return null
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(inRepo(file), 'utf8')).packages ?? null
  } catch {
    return null
  }
}

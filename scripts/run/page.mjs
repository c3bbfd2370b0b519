/** Builds the web page if its sources changed since the last build. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { runChild } from './child.mjs'
import { inRepo, Stop, say } from './say.mjs'

const root = 'dashboard/web'
/** Run-time dependencies of the page; from other folders it imports only types. */
const alsoBuilt = ['core/model', 'core/time']
const dist = `${root}/dist`
/** In dist, so that removing the build removes its stamp. */
const stamp = `${dist}/.sources`

export async function ensurePage(node) {
  const sources = sourcesHash()
  if (existsSync(inRepo(dist, 'index.html')) && readStamp() === sources) return
  say('Building the page; this takes a few seconds and happens again only when its sources change.')
  if ((await buildPage(node)) !== 0) {
    throw new Stop(
      'The page could not be built (see the messages above), so there is nothing to show in a browser.\n' +
        'If you changed files in dashboard/web, fix the error; otherwise remove node_modules and run the command again.',
    )
  }
}

/** Resolves with the exit status of the build. */
export async function buildPage(node) {
  const sources = sourcesHash()
  const vite = inRepo('node_modules/vite/bin/vite.js')
  const status = await runChild(node, [vite, 'build', inRepo(root), '--logLevel', 'warn'], {
    // The build logs to standard error, because the program may use standard output for data.
    stdio: ['inherit', 2, 'inherit'],
  })
  if (status === 0) writeFileSync(inRepo(stamp), sources)
  return status
}

function readStamp() {
  try {
    return readFileSync(inRepo(stamp), 'utf8')
  } catch {
    return null
  }
}

/** Over names and contents: a fresh checkout or branch change touches times, not the result. */
function sourcesHash() {
  const hash = createHash('sha256')
  for (const file of [...[root, ...alsoBuilt].flatMap(filesBelow), 'package-lock.json']) {
    hash.update(`${file}\0`)
    hash.update(existsSync(inRepo(file)) ? readFileSync(inRepo(file)) : '')
  }
  return hash.digest('hex')
}

function filesBelow(folder) {
  if (!existsSync(inRepo(folder)))
    throw new Stop(`${folder} is missing; is this a complete copy of the repository?`)
  return readdirSync(inRepo(folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      if (path === dist || entry.name === 'node_modules' || /\.test\.tsx?$/.test(entry.name)) return []
      if (entry.isDirectory()) return filesBelow(path)
      return entry.isFile() ? [path] : []
    })
}

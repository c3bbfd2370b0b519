/** Finds a Node 24: the one that came along as an npm package, else the running one. */
import { existsSync, realpathSync } from 'node:fs'
import { capture } from './child.mjs'
import { inRepo, Stop } from './say.mjs'

const needed = 24

export async function findNode() {
  const own = inRepo('node_modules/.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
  if (existsSync(own)) {
    if (realpathSync(own) === realpathSync(process.execPath)) return process.execPath
    const { status, stdout } = await capture(own, ['--version'], { shell: process.platform === 'win32' })
    if (status === 0 && majorOf(stdout) >= needed)
      return process.platform === 'win32' ? own : realpathSync(own)
  }
  if (majorOf(process.version) >= needed) return process.execPath
  throw new Stop(
    `Sitbone needs Node.js ${needed} or newer. This is ${process.version}, and the Node that comes along as an npm ` +
      `package does not fit this machine (${process.platform}, ${process.arch}).\n` +
      'Install Node.js 24 from https://nodejs.org (or with nvm: nvm install 24), then run the same command again.',
  )
}

const majorOf = (version) => Number(/^v?(\d+)\./.exec(version.trim())?.[1] ?? 0)

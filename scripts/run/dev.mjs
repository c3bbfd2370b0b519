/** `npm run dev`: rebuilds the page on each change and restarts Sitbone when one of its files changes. */
import { runChild } from './child.mjs'
import { ensurePage } from './page.mjs'
import { inRepo, say } from './say.mjs'

export async function runDev(node, args) {
  await ensurePage(node)
  say('Development: each change rebuilds the page and restarts Sitbone. Ctrl-C ends both.')
  const vite = inRepo('node_modules/vite/bin/vite.js')
  const statuses = await Promise.all([
    runChild(node, [vite, 'build', inRepo('dashboard/web'), '--watch', '--logLevel', 'warn']),
    runChild(node, ['--watch', inRepo('sitbone.ts'), 'start', ...args]),
  ])
  return Math.max(...statuses)
}

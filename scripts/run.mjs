#!/usr/bin/env node
/**
 * Behind `npm start`, `npm test`, `npm run dev`, `npm run build`, `npm run pack`, `npm run lint`,
 * `npm run cluster` and `npm run sitbone`: sets up
 * what is missing on this machine, then hands over. Plain JavaScript without packages, because it runs before anything is installed and on any
 * Node from 18. Contains no part of Sitbone itself.
 *
 *   node scripts/run.mjs start|test|dev|build|pack|lint|cluster|sitbone [arguments]
 */
import './run/watch-parent.mjs'
import { handOver, runChild } from './run/child.mjs'
import { ensureInstalled } from './run/install.mjs'
import { refuseSecrets } from './run/no-secrets.mjs'
import { findNode } from './run/node24.mjs'
import { buildPage, ensurePage } from './run/page.mjs'
import { inRepo, Stop } from './run/say.mjs'

const [what = '', ...args] = process.argv.slice(2)

/** Node would let its young generation grow to 32 MB and more; one cushion needs almost none of it. */
const smallMemory = ['--max-semi-space-size=1']

try {
  process.exitCode = await run(what)
} catch (error) {
  if (!(error instanceof Stop)) throw error
  console.error(`\n${error.message}`)
  process.exitCode = 1
}

async function run(what) {
  if (!['start', 'test', 'dev', 'build', 'pack', 'lint', 'cluster', 'sitbone'].includes(what)) {
    throw new Stop('Usage: node scripts/run.mjs start|test|dev|build|pack|lint|cluster|sitbone [arguments]')
  }
  refuseSecrets(args)
  await ensureInstalled()
  const node = await findNode()
  switch (what) {
    case 'start':
      await ensurePage(node)
      return handOver(node, [inRepo('sitbone.ts'), 'start', ...args], smallMemory)
    case 'sitbone':
      return handOver(node, [inRepo('sitbone.ts'), ...args])
    case 'cluster':
      await ensurePage(node)
      return handOver(node, [inRepo('scripts/cluster.ts'), ...args])
    case 'build':
      return buildPage(node)
    case 'pack':
      await ensurePage(node)
      return runChild(node, ['--disable-warning=ExperimentalWarning', inRepo('scripts/pack.ts'), ...args])
    case 'lint': {
      const { runLint } = await import('./run/lint.mjs')
      return (await runLint(node)).length === 0 ? 0 : 1
    }
    case 'dev': {
      const { runDev } = await import('./run/dev.mjs')
      return runDev(node, args)
    }
    default: {
      const { runTests } = await import('./run/test.mjs')
      return runTests(node, args)
    }
  }
}

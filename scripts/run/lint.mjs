/** `npm run lint`: static checks. `npm test` runs them first. */
import { runChild } from './child.mjs'
import { headline, inRepo } from './say.mjs'

const biome = 'node_modules/@biomejs/biome/bin/biome'
const knip = 'node_modules/knip/bin/knip.js'
const checks = [
  ['Style (biome)', biome, 'check', '.'],
  ['Rooms and imports (dependency-cruiser)', 'scripts/check-rooms.ts'],
  ['Dead files, exports and dependencies (knip)', knip, '--no-progress'],
  [
    'What exists only for its test (knip)',
    knip,
    '--no-progress',
    '--production',
    '--include=files,exports,types',
  ],
]

/** @returns the names of the checks that failed, after all have run. */
export async function runLint(node) {
  const failed = []
  for (const [name, program, ...args] of checks) {
    headline(name)
    if ((await runChild(node, [inRepo(program), ...args])) !== 0) failed.push(name)
  }
  return failed
}

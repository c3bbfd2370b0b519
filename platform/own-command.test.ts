import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { commandAt } from './own-command.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-command-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const npx = (name: string) => JSON.stringify({ dependencies: {}, _npx: { packages: [name] } })

it.each([
  ['the checkout', 'platform/own-command.ts', null, 'npm run sitbone --'],
  ['npx with a name', 'node_modules/sitbone/platform/own-command.js', npx('sitbone'), 'npx sitbone'],
  ['npx with a file', 'node_modules/sitbone/platform/own-command.js', npx('./a.tgz'), 'npx ./a.tgz'],
  [
    'a file with a space',
    'node_modules/sitbone/platform/own-command.js',
    npx('./a b.tgz'),
    'npx "./a b.tgz"',
  ],
  [
    'a package of a folder',
    'node_modules/sitbone/platform/own-command.js',
    '{"dependencies":{}}',
    'npx sitbone',
  ],
  ['a package of all folders', 'node_modules/sitbone/platform/own-command.js', null, 'sitbone'],
  ['a package of Debian', 'sitbone/platform/own-command.js', null, 'sitbone'],
])('in %s', (_, module, above, command) => {
  const file = join(folder, module)
  mkdirSync(dirname(file), { recursive: true })
  if (above !== null) writeFileSync(join(folder, 'package.json'), above)
  expect(commandAt(pathToFileURL(file).href)).toBe(command)
})

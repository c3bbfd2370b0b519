import { describe, expect, it } from 'vitest'
import { checkImports } from './check.ts'
import { scanImports } from './scan.ts'

const check = (files: Record<string, string>) => checkImports(new Map(Object.entries(files)))

describe('reading import statements', () => {
  it('finds each form with its line', () => {
    const source = [
      "import { a } from './a.ts'",
      "import type { B } from './b.ts'",
      'import {',
      '  c,',
      '  type D,',
      "} from './c.ts'",
      "export { e } from './e.ts'",
      "export type { F } from './f.ts'",
      "import './g.css'",
      "const h = await import('./h.ts')",
      "export * from './i.ts'",
    ].join('\n')
    expect(
      scanImports(source).map((one) => `${one.line} ${one.specifier}${one.typeOnly ? ' type' : ''}`),
    ).toEqual([
      '1 ./a.ts',
      '2 ./b.ts type',
      '6 ./c.ts',
      '7 ./e.ts',
      '8 ./f.ts type',
      '9 ./g.css',
      '10 ./h.ts',
      '11 ./i.ts',
    ])
  })

  it('leaves comments, strings and union types alone', () => {
    const source = [
      '/*',
      "import { a } from './a.ts'",
      '*/',
      "// import { b } from './b.ts'",
      "const url = 'http://example.org' // import('./c.ts')",
      "export type Kind = { kind: 'raised' } | { kind: 'cleared' }",
      'export interface X { readonly from: "here" }',
    ].join('\n')
    expect(scanImports(source)).toEqual([])
  })
})

describe('the table of rooms', () => {
  it('lets through what the table allows', () => {
    expect(
      check({
        'firmware-protocol/codec.ts': "import { crc } from './crc.ts'",
        'simulator/board.ts': "import { encode } from '../firmware-protocol/index.ts'",
        'gateway/core/load.ts': "import { z } from 'zod'\nimport type { State } from '../contract.ts'",
        'gateway/link/port.ts':
          "import { readFile } from 'node:fs/promises'\nimport { x } from '../core/load.ts'",
        'dashboard/server/app.ts': "import type { Store } from '../../gateway/store/store.ts'",
        'dashboard/web/src/main.tsx':
          "import type { Live } from '../../server/contract.ts'\nimport { h } from 'preact'",
        'sitbone.ts': "import { x } from './simulator/board.ts'",
      }),
    ).toEqual([])
  })

  it.each([
    ['firmware-protocol/a.ts', "import { x } from '../gateway/contract.ts'"],
    ['simulator/a.ts', "import { x } from '../gateway/core/load.ts'"],
    ['gateway/link/a.ts', "import { x } from '../../simulator/board.ts'"],
    ['gateway/link/a.ts', "import type { X } from '../../dashboard/server/contract.ts'"],
    ['gateway/core/a.ts', "import { readFileSync } from 'node:fs'"],
    ['gateway/core/a.ts', "import { x } from '../link/port.ts'"],
    ['gateway/core/a.ts', "import { pino } from 'pino'"],
    ['dashboard/server/a.ts', "import { x } from '../../gateway/store/sqlite/driver.ts'"],
    ['dashboard/web/src/a.ts', "import { x } from '../../server/contract.ts'"],
    ['dashboard/web/src/a.ts', "import { type X } from '../../server/contract.ts'"],
    ['dashboard/web/src/a.ts', "import type { X } from '../../../gateway/contract.ts'"],
    ['dashboard/web/src/a.ts', "const x = import('../../server/app.ts')"],
  ])('refuses %s with %s', (file, line) => {
    const breaches = check({ [file]: `// first line\n${line}` })
    expect(breaches).toHaveLength(1)
    expect(breaches[0]).toMatch(new RegExp(`^${file}:2 imports `))
  })

  it('asks for a room for a folder that has none', () => {
    expect(check({ 'tools/a.ts': '' })[0]).toContain('tools/a.ts:1 lies in no room')
  })

  it('tells a circle of folders once', () => {
    const breaches = check({
      'cli/a.ts': "import { x } from '../scripts/b.ts'",
      'scripts/b.ts': "import { x } from '../cli/a.ts'",
      'scripts/c.ts': "import { x } from '../cli/a.ts'",
    })
    expect(breaches).toEqual([
      'scripts/b.ts:1 imports cli/a.ts, which closes a circle of folders: cli -> scripts -> cli.',
    ])
  })

  it('lets tests reach across rooms', () => {
    expect(
      check({
        'gateway/link/port.test.ts': "import { x } from '../../simulator/board.ts'",
        'simulator/board.ts': "import { x } from '../firmware-protocol/index.ts'",
      }),
    ).toEqual([])
  })
})

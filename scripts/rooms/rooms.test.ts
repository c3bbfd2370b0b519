/** Each rule has an example that it must refuse: a small tree with one import too many. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { checkRooms } from './check.ts'
import { pageRules, treeRules } from './rules.ts'
import { rooms } from './table.ts'

type Files = Readonly<Record<string, string>>

/** A correct tree. Every example below adds to it or replaces a file. */
const well: Files = {
  'package.json': '{"dependencies":{"zod":"4.0.0","pino":"10.0.0","preact":"11.0.0"}}',
  'node_modules/zod/index.js': 'export const z = 1',
  'node_modules/pino/index.js': 'export const pino = 1',
  'node_modules/preact/index.js': 'export const h = 1',
  'firmware-protocol/codec.ts': 'export const crc = 1',
  'core/time/day.ts': 'export const day = 1',
  'core/model/terms.ts': "import { day } from '../time/day.ts'\nexport const term = day",
  'core/model/shapes.ts':
    "import { z } from 'zod'\nimport { term } from './terms.ts'\nexport const shape = z + term",
  'core/limits/limits.ts': "import { shape } from '../model/shapes.ts'\nexport const limit = shape",
  'core/progress/steps.ts': 'export const step = 1',
  'platform/log.ts': "import { pino } from 'pino'\nexport const log = pino",
  'contract/pages.ts':
    "import { shape } from '../core/model/shapes.ts'\nexport interface Page { shape: typeof shape }",
  'simulator/seat.ts':
    "import { term } from '../core/model/terms.ts'\nimport { crc } from '../firmware-protocol/codec.ts'\nexport const seat = term + crc",
  'mqtt/link.ts': "import type { Page } from '../contract/pages.ts'\nexport type Sent = Page",
  'recordings/lines.ts': 'export const lines = 1',
  'store/store.ts': "import { log } from '../platform/log.ts'\nexport const store = log",
  'gateway/link/link.ts': "import { lines } from '../../recordings/lines.ts'\nexport const link = lines",
  'recorder/recorder.ts': "import { store } from '../store/store.ts'\nexport const recorder = store",
  'settings/settings.ts': 'export const settings = 1',
  'dashboard/server/server.ts': "import { store } from '../../store/store.ts'\nexport const server = store",
  'dashboard/web/src/main.tsx':
    "import { h } from 'preact'\nimport { Now } from './now.tsx'\nexport const page = <Now h={h} />",
  'dashboard/web/src/now.tsx':
    "import type { Page } from '../../../contract/pages.ts'\nimport { term } from '../../../core/model/terms.ts'\nexport const Now = (page: Page) => <p>Why import from {page.shape + term}?</p>",
  'tools/analyse.ts': "import { link } from '../gateway/link/link.ts'\nexport const analyse = link",
  'cli/start.ts': "import { recorder } from '../recorder/recorder.ts'\nexport const start = recorder",
  'sitbone.ts': "import { start } from './cli/start.ts'\nstart",
  'core/testing.ts': "import { seat } from '../simulator/seat.ts'\nexport const cushion = seat",
  'core/limits/limits.test.ts':
    "import { readFileSync } from 'node:fs'\nimport { cushion } from '../testing.ts'\nreadFileSync(String(cushion))",
}

/** What each rule must refuse: the added files, and the one with the breach. */
const refused: Readonly<Record<string, { files: Files; from: string }>> = {
  'firmware-protocol/': breach('firmware-protocol/a.ts', "import { log } from '../platform/log.ts'"),
  'core/time/': breach('core/time/a.ts', "import { step } from '../progress/steps.ts'"),
  'core/model/': breach('core/model/a.ts', "import type { step } from '../progress/steps.ts'"),
  'core/': breach('core/limits/a.ts', "import { readFileSync } from 'node:fs'"),
  'platform/': breach('platform/a.ts', "import { settings } from '../settings/settings.ts'"),
  'contract/': breach('contract/a.ts', "import { pino } from 'pino'"),
  'simulator/': breach('simulator/a.ts', "import { limit } from '../core/limits/limits.ts'"),
  'simulator/ reaches': {
    files: {
      'core/model/shapes.ts': "import { step } from '../progress/steps.ts'\nexport const shape = step",
      'simulator/a.ts': "import { shape } from '../core/model/shapes.ts'",
    },
    from: 'simulator/a.ts',
  },
  'mqtt/': breach('mqtt/a.ts', "import type { store } from '../store/store.ts'"),
  'recordings/': breach('recordings/a.ts', "import { limit } from '../core/limits/limits.ts'"),
  'store/': breach('store/a.ts', "import { link } from '../mqtt/link.ts'"),
  'gateway/': breach('gateway/link/a.ts', "import { seat } from '../../simulator/seat.ts'"),
  'recorder/': breach('recorder/a.ts', "import { lines } from '../recordings/lines.ts'"),
  'recorder/ reaches': {
    files: { 'store/store.ts': "import { link } from '../gateway/link/link.ts'\nexport const store = link" },
    from: 'recorder/recorder.ts',
  },
  'settings/': breach('settings/a.ts', "import { server } from '../dashboard/server/server.ts'"),
  'dashboard/server/': breach('dashboard/server/a.ts', "import { link } from '../../gateway/link/link.ts'"),
  'dashboard/web/src/': breach(
    'dashboard/web/src/a.tsx',
    "import type { step } from '../../../core/progress/steps.ts'",
  ),
  'dashboard/web/src/ types only': breach(
    'dashboard/web/src/a.tsx',
    "import { Page } from '../../../contract/pages.ts'",
  ),
  'the page at run time': {
    files: {
      'dashboard/web/src/now.tsx':
        "import { shape } from '../../../core/model/shapes.ts'\nexport const Now = () => <p>{shape}</p>",
    },
    from: 'core/model/shapes.ts',
  },
  'tools/': breach('tools/a.ts', "import { server } from '../dashboard/server/server.ts'"),
  'cli/ is the top': breach('tools/a.ts', "import { start } from '../cli/start.ts'"),
  'no circles': {
    files: {
      'store/a.ts': "import type { B } from './b.ts'\nexport type A = B",
      'store/b.ts': "import type { A } from './a.ts'\nexport type B = A",
    },
    from: 'store/a.ts',
  },
  'no test code': breach('core/limits/a.ts', "import { cushion } from '../testing.ts'"),
  'no http': breach('store/a.ts', "import { Agent } from 'node:http'"),
  'no room': breach('utils/a.ts', "import { log } from '../platform/log.ts'"),
  'nothing there': breach('store/a.ts', "import { gone } from './gone.ts'"),
}

function breach(file: string, source: string) {
  return { files: { [file]: source }, from: file }
}

let repo: string
beforeEach(() => {
  repo = mkdtempSync(join(tmpdir(), 'sitbone-rooms-'))
})
afterEach(() => rmSync(repo, { recursive: true, force: true }))

async function refusals(files: Files): Promise<readonly string[]> {
  for (const [file, source] of Object.entries({ ...well, ...files })) {
    mkdirSync(dirname(join(repo, file)), { recursive: true })
    writeFileSync(join(repo, file), source)
  }
  const answers = await checkRooms(repo, 'err-long')
  return answers
    .filter(({ exitCode }) => exitCode > 0)
    .map(({ output }) => stripVTControlCharacters(String(output)))
}

it('finds nothing in a tree in which all is well', async () => {
  expect(await refusals({})).toEqual([])
})

it.each(Object.entries(refused))(
  'refuses what "%s" says, with the file and the reason',
  async (name, example) => {
    const rule = [...treeRules.forbidden, ...pageRules.forbidden].find((one) => one.name === name)
    const said = (await refusals(example.files)).join('\n').replace(/\s+/g, ' ')
    expect(said).toContain(`error ${name}: ${example.from}`)
    expect(said).toContain(rule?.comment)
  },
)

it('has an example for every rule', () => {
  const names = [...treeRules.forbidden, ...pageRules.forbidden].map(({ name }) => name)
  expect(Object.keys(refused).sort()).toEqual(names.sort())
})

it('lets a room take only from rooms above it, so that rooms make no circle', () => {
  const above = (path: string) =>
    rooms.slice(
      0,
      rooms.findIndex((room) => room.path === path),
    )
  for (const room of rooms) {
    for (const taken of [...room.ours, ...(room.types ?? [])]) {
      const known = above(room.path).some(({ path }) => taken.startsWith(path))
      // package.json belongs to no room, and imports nothing.
      expect(
        known || taken === 'package.json' || room.path.startsWith('core/'),
        `${room.path} takes from ${taken}`,
      ).toBe(true)
    }
  }
})

it.each(rooms.filter(({ path }) => path !== 'tools/'))(
  'stands in CONTRIBUTING.md as it is: $path',
  (room) => {
    const text = readFileSync(join(import.meta.dirname, '../../CONTRIBUTING.md'), 'utf8')
    const row = text.split('\n').find((line) => line.startsWith(`| \`${room.path}\` |`))
    const named = [...(row?.split('|')[3] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1])
    expect(named).toEqual([...room.ours, ...(room.types ?? [])])
  },
)

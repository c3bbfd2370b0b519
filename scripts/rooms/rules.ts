/** The table as dependency-cruiser rules, plus the rules that the table cannot express. */
import { outside, type Room, rooms, testFiles } from './table.ts'

const starts = (paths: readonly string[]): string[] => paths.map((path) => `^${path.replaceAll('.', '\\.')}`)
const packages = (names: readonly string[]): string[] => starts(names.map((name) => `node_modules/${name}/`))
const anyPackage = '^node_modules/'
/** Files of this repository; modules of `node:` have no extension. */
const ours = '\\.(tsx?|mjs|json|css)$'
const sourcesOf = (...paths: readonly string[]) => ({ path: starts(paths), pathNot: testFiles })

/** `from` and `to` are dependency-cruiser's; `comment` is printed with each breach. */
const refuse = <What extends object>(name: string, comment: string, what: What) => ({
  name,
  comment,
  severity: 'error' as const,
  ...what,
})

function roomRules(room: Room) {
  const { path, types = [], because } = room
  const within = rooms.map((one) => one.path).filter((one) => one !== path && one.startsWith(path))
  const from = { path: starts([path]), pathNot: [...testFiles, ...starts(within)] }
  const may = starts([path, ...room.ours, ...types])
  const to = room.packages
    ? { pathNot: [...may, ...packages(room.packages)] }
    : { path: ours, pathNot: [...may, anyPackage] }
  const rules = [refuse(path, `${path} may import ${allowed(room)}: ${because}.`, { from, to })]
  if (types.length === 0) return rules
  const asCode = `${path} may take only types from ${types.join(', ')} ("import type"): ${because}.`
  const code = { path: starts(types), dependencyTypesNot: ['type-only' as const] }
  return [...rules, refuse(`${path} types only`, asCode, { from, to: code })]
}

function allowed({ ours: files, types = [], packages: names }: Room): string {
  const list = ['its own files', ...files, ...types.map((path) => `types of ${path}`), ...(names ?? [])]
  return `only ${list.join(', ')}${names ? ', and nothing of Node' : ' of ours'}`
}

/** Rules for every file of the repository. */
export const treeRules = {
  forbidden: [
    ...rooms.flatMap(roomRules),
    refuse(
      'simulator/ reaches',
      'simulator/ may reach, also through others, only firmware-protocol/, core/model/ and core/time/: a part of the core that has judged readings must not come into the making of them.',
      {
        from: sourcesOf('simulator/'),
        to: {
          path: ours,
          pathNot: [...starts(['simulator/', 'firmware-protocol/', 'core/model/', 'core/time/']), anyPackage],
          reachable: true,
        },
      },
    ),
    refuse(
      'recorder/ reaches',
      'recorder/ must not reach gateway/link/, also not through others: it records batches from the broker and knows no cushion.',
      { from: sourcesOf('recorder/'), to: { path: '^gateway/link/', reachable: true } },
    ),
    refuse(
      'cli/ is the top',
      'Only sitbone.ts and tests may import cli/: the command line puts the parts together, so no part may know it.',
      { from: { pathNot: [...starts(['cli/', 'sitbone.ts']), ...testFiles] }, to: { path: '^cli/' } },
    ),
    refuse(
      'no circles',
      'Files import each other in a circle, if only for types: none can be read or changed without the others. Move what they share into a file of its own.',
      { from: {}, to: { circular: true } },
    ),
    refuse(
      'no test code',
      'Sources must not import tests and what tests are made of: it would run at the user.',
      { from: { pathNot: [...testFiles, '^scripts/'] }, to: { path: testFiles } },
    ),
    refuse(
      'no http',
      'Sources must take node:http and node:https from platform/node-http.ts (types: "import type"): an import of them takes 14 MB more.',
      {
        from: { pathNot: [...testFiles, '^scripts/', anyPackage] },
        to: { path: '^(node:)?https?$', dependencyTypesNot: ['type-only' as const] },
      },
    ),
    refuse(
      'no room',
      'This file lies in no room of the table; give its folder one in scripts/rooms/table.ts.',
      { from: { pathNot: [...starts([...rooms.map(({ path }) => path), ...outside]), anyPackage] }, to: {} },
    ),
    refuse(
      'nothing there',
      'The imported file or package cannot be found: the name is wrong, or it is not in package.json.',
      { from: {}, to: { couldNotResolve: true } },
    ),
  ],
}

export const pageEntry = 'dashboard/web/src/main.tsx'

/** Rules for the files that the page loads at run time, starting at `pageEntry`; type-only imports are not followed. */
export const pageRules = {
  forbidden: [
    refuse(
      'the page at run time',
      'The page may reach at run time, also through others, only core/model/, core/time/ and its own packages: anything else, zod too, would be sent to every browser.',
      {
        from: { pathNot: anyPackage },
        to: { pathNot: pageReach(), dependencyTypesNot: ['type-only' as const] },
      },
    ),
  ],
}
function pageReach(): string[] {
  const page = rooms.find(({ path }) => pageEntry.startsWith(path))
  if (page === undefined) throw new Error(`${pageEntry} lies in no room of the table.`)
  return [...starts([page.path, ...page.ours]), ...packages(page.packages ?? [])]
}

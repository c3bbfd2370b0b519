/**
 * Who may import whom. A file belongs to the first room whose path it begins with. Test files, test/, cli/, scripts/
 * and sitbone.ts may import everything; the rest only what stands here.
 */

export interface Room {
  readonly path: string
  /** Files and folders of ours that it may import, beside its own. */
  readonly ours: readonly string[]
  /** As `ours`, but only with `import type`. */
  readonly types?: readonly string[]
  /** The only packages and `node:` modules it may import; all when not given. */
  readonly packages?: readonly string[]
  /** Said after a refusal. */
  readonly because: string
}

export const rooms: readonly Room[] = [
  {
    path: 'firmware-protocol/',
    ours: [],
    because: 'the wire stands alone, so that firmware authors can take it as it is',
  },
  {
    path: 'core/',
    ours: [],
    packages: ['zod'],
    because: 'the core is pure: no clock, no random, no I/O, only values in and values out',
  },
  { path: 'platform/', ours: [], because: 'log, clock and disk know nothing of what uses them' },
  {
    path: 'contract/',
    ours: ['core/model/', 'core/time/', 'core/sitting/', 'core/progress/'],
    packages: ['zod'],
    because: 'the contract is shapes',
  },
  {
    path: 'simulator/',
    ours: ['firmware-protocol/', 'core/model/', 'core/time/'],
    because: 'the simulator makes wire bytes and knows nothing of who reads them',
  },
  {
    path: 'mqtt/',
    ours: ['contract/', 'core/model/', 'platform/'],
    because: 'the way to the broker knows shapes and no role',
  },
  {
    path: 'gateway/',
    ours: ['firmware-protocol/', 'core/', 'contract/', 'mqtt/', 'recordings/', 'platform/'],
    because: 'the gateway works without dashboard and simulator',
  },
  { path: 'store/', ours: ['contract/', 'core/', 'platform/'], because: 'a store keeps what it is given' },
  {
    path: 'recorder/',
    ours: ['contract/', 'core/model/', 'mqtt/', 'store/', 'platform/'],
    because: 'the recorder knows MQTT and the store',
  },
  {
    path: 'recordings/',
    ours: ['firmware-protocol/', 'contract/', 'core/model/', 'core/time/', 'platform/'],
    because: 'recordings are files of lines',
  },
  {
    path: 'tools/',
    ours: [
      'firmware-protocol/',
      'core/',
      'contract/',
      'mqtt/',
      'gateway/',
      'store/',
      'recorder/',
      'recordings/',
      'simulator/',
      'settings/',
      'platform/',
      'cli/',
    ],
    because: 'tools drive parts',
  },
  {
    path: 'settings/',
    ours: ['core/', 'contract/', 'firmware-protocol/', 'platform/', 'store/', 'recordings/'],
    because: 'settings are read before anything is made',
  },
  {
    path: 'dashboard/server/',
    ours: ['contract/', 'core/', 'mqtt/', 'store/', 'platform/'],
    because: 'the dashboard meets the gateway only through MQTT and the store',
  },
  {
    path: 'dashboard/web/',
    ours: ['core/model/', 'core/time/'],
    types: ['contract/'],
    because: 'the page takes terms and days from the core and only types from the contract',
  },
]

const mayImportAll = ['test/', 'cli/', 'scripts/', 'sitbone.ts', 'vitest.config.ts']

/** Tests, the suites that drivers share (`store.contract.ts`), and the parts tests are made of (`test-parts.ts`). */
export const isTest = (file: string): boolean =>
  file.startsWith('test/') || /\.(test|contract)\.tsx?$/.test(file) || /\/test-[a-z-]+\.tsx?$/.test(file)

/** The room of a file, `all` when it may import everything, or null when the table does not know its place. */
export function roomOf(file: string): Room | 'all' | null {
  if (
    isTest(file) ||
    mayImportAll.some((path) => file === path || (path.endsWith('/') && file.startsWith(path)))
  ) {
    return 'all'
  }
  return rooms.find((room) => file.startsWith(room.path)) ?? null
}

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
    path: 'simulator/',
    ours: ['firmware-protocol/'],
    because: 'the simulator makes wire bytes and knows nothing of who reads them',
  },
  {
    path: 'gateway/core/',
    ours: ['gateway/contract.ts'],
    packages: ['zod'],
    because: 'the core is pure: no clock, no random, no I/O, only values in and values out',
  },
  {
    path: 'gateway/',
    ours: ['firmware-protocol/'],
    because: 'the gateway works without dashboard and simulator',
  },
  {
    path: 'dashboard/server/',
    ours: [
      'gateway/contract.ts',
      'gateway/simulator-contract.ts',
      'gateway/core/',
      'gateway/store/store.ts',
      'gateway/mqtt/mqtt-link.ts',
      'gateway/export.ts',
      'gateway/clock.ts',
      'gateway/log.ts',
      'gateway/schema-steps.ts',
    ],
    because:
      'the dashboard meets the gateway only through MQTT and the store: its contract, interfaces and pure cores',
  },
  {
    path: 'dashboard/web/',
    ours: [],
    types: ['dashboard/server/contract.ts'],
    because: "the page shares only types with the server, from the server's contract",
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

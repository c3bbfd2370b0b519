/**
 * Allowed imports. A file belongs to the first room whose path it starts with. Rooms are listed in dependency order: a room
 * imports only from rooms above it, so that rooms cannot form a cycle.
 */

export interface Room {
  readonly path: string
  /** Our files and folders that it may import, besides its own. */
  readonly ours: readonly string[]
  /** Like `ours`, but only with `import type`. */
  readonly types?: readonly string[]
  /** The only packages it may import, and nothing from `node:`; without it, any. */
  readonly packages?: readonly string[]
  /** Printed after a breach. */
  readonly because: string
}

export const rooms: readonly Room[] = [
  {
    path: 'firmware-protocol/',
    ours: [],
    because: 'the wire stands alone, so that firmware authors can take it as it is',
  },
  {
    path: 'core/time/',
    ours: ['core/model/'],
    packages: ['zod'],
    because: 'the page and the simulator take days and time zones without the rest of the core',
  },
  {
    path: 'core/model/',
    ours: ['core/time/'],
    packages: ['zod'],
    because: 'terms are what everything else of the core is said in',
  },
  {
    path: 'core/',
    ours: [],
    packages: ['zod'],
    because: 'the core is pure: no clock, no random, no I/O, only values in and values out',
  },
  {
    path: 'platform/',
    // For the version.
    ours: ['package.json'],
    because: 'log, clock and disk know nothing of what uses them',
  },
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
    path: 'recordings/',
    ours: ['firmware-protocol/', 'contract/', 'core/model/', 'core/time/', 'platform/'],
    because: 'recordings are files of lines',
  },
  { path: 'store/', ours: ['contract/', 'core/', 'platform/'], because: 'a store keeps what it is given' },
  {
    path: 'gateway/',
    ours: ['firmware-protocol/', 'core/', 'contract/', 'mqtt/', 'recordings/', 'platform/'],
    because: 'the gateway works without dashboard and simulator',
  },
  {
    path: 'recorder/',
    ours: ['contract/', 'core/model/', 'mqtt/', 'store/', 'platform/'],
    because: 'the recorder knows MQTT and the store',
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
    path: 'dashboard/web/src/',
    ours: [
      'core/model/',
      'core/time/',
      'core/summary/strip.ts',
      'core/summary/day-rules.ts',
      'core/summary/compare.ts',
    ],
    types: ['contract/'],
    packages: [
      'preact',
      '@preact/signals',
      'chart.js',
      'socket.io-client',
      'uqr',
      '@fontsource-variable/inter',
    ],
    because: 'the page takes terms and days from the core and only types from the contract',
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
    ],
    because: 'tools drive parts; the command line drives tools',
  },
]

/** Places outside the rooms. They may import everything. */
export const outside = [
  'test/',
  'cli/',
  'scripts/',
  'sitbone.ts',
  'vitest.config.ts',
  'knip.config.ts',
  'dashboard/web/vite.config.ts',
  'docker/',
]

/** Tests, test helpers, shared driver suites, and programs that only tests start. */
export const testFiles = [
  '^test/',
  '\\.test\\.tsx?$',
  '(^|/)testing\\.ts$',
  '-suite\\.ts$',
  '\\.fixture\\.ts$',
]

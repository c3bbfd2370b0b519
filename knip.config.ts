/**
 * Dead files, exports and dependencies. `knip` looks from everything that is ever started, tests too; `knip --production`
 * only from Sitbone's own programs, which finds what exists for its test alone.
 */
import type { KnipConfig } from 'knip'

const production = process.argv.includes('--production')

const config: KnipConfig = {
  // Started by their path, which no import shows: by scripts of npm, by make, by Docker, or by other processes.
  entry: [
    'docker/health.mjs!',
    'firmware-protocol/firmware/drawing/draw.ts!',
    'scripts/check-rooms.ts',
    'store/sqlite/*.fixture.ts',
    'test/bench/parts/*-process.ts',
    'test/fixtures/make-data-folder.ts',
    'test/chaos/{process-figures,soak}.ts',
    'test/fuzz/fuzz.ts',
    // What authors of firmware and of tools take from the wire.
    'firmware-protocol/index.ts!',
    // The simulator is there for benches and tests as much as for `npm start`.
    ...(production ? ['simulator/index.ts!'] : []),
    // Stand-ins for broker and board, kept beside the interface that they fill.
    '{mqtt/memory-mqtt,gateway/link/wire-board,gateway/link/sources/memory-source,gateway/runtime/scripted-board}.ts!',
  ],
  project: [
    '**/*.{ts,tsx,mjs}!',
    '!**/{testing,test-*,*-suite,*.fixture,*.test}.{ts,tsx}!',
    '!{test,scripts}/**!',
    '!*.config.ts!',
  ],
  vite: { config: 'dashboard/web/vite.config.ts', entry: 'dashboard/web/src/main.tsx!' },
  // A test may look into a file through a function that is used only in there.
  ignoreExportsUsedInFile: production,
  // The parser behind scripts/check-rooms.ts; the letters that the style sheet imports.
  ignoreDependencies: ['@swc/core', '@fontsource-variable/inter'],
  // scripts/run/packages.mjs looks for them and says how to install them.
  ignoreBinaries: [
    'fallocate',
    'influxd',
    'mosquitto',
    'mosquitto_passwd',
    'mount',
    'openssl',
    'socat',
    'umount',
  ],
}

export default config

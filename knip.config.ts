/**
 * Dead files, exports and dependencies. `knip` starts from every program, tests included; `knip --production` only from
 * Sitbone's own programs, which finds code that only its test uses.
 */
import type { KnipConfig } from 'knip'

const production = process.argv.includes('--production')

const config: KnipConfig = {
  // Started by path, without an import: by npm scripts, make, Docker, or other processes.
  entry: [
    'docker/health.mjs!',
    'firmware-protocol/firmware/drawing/draw.ts!',
    'scripts/{bin.mjs,check-rooms.ts,cluster.ts,pack.ts}',
    'store/sqlite/*.fixture.ts',
    'test/bench/parts/*-process.ts',
    'test/fixtures/make-{data-folder,influx-lines}.ts',
    'test/soak/{process-figures,soak}.ts',
    // For authors of firmware and tools.
    'firmware-protocol/index.ts!',
    // The simulator also serves benchmarks and tests.
    ...(production ? ['simulator/index.ts!'] : []),
    // Stand-ins for broker and board, next to their interface.
    '{mqtt/memory-mqtt,gateway/link/wire-board,gateway/link/sources/memory-source,gateway/runtime/scripted-board}.ts!',
  ],
  project: [
    '**/*.{ts,tsx,mjs}!',
    '!**/{testing,test-*,*-suite,*.fixture,*.test}.{ts,tsx}!',
    '!{test,scripts}/**!',
    '!*.config.ts!',
  ],
  vite: { config: 'dashboard/web/vite.config.ts', entry: 'dashboard/web/src/main.tsx!' },
  // A test may use a function that only its own file uses otherwise.
  ignoreExportsUsedInFile: production,
  // The parser of scripts/check-rooms.ts; the font that the style sheet imports.
  ignoreDependencies: ['@swc/core', '@fontsource-variable/inter'],
  // scripts/run/packages.mjs looks for them and says how to install them.
  ignoreBinaries: [
    'dpkg-deb',
    'fallocate',
    'perl',
    'influxd',
    'mosquitto',
    'mosquitto_passwd',
    'mount',
    'nats-server',
    'nginx',
    'openssl',
    'socat',
    'umount',
  ],
}

export default config

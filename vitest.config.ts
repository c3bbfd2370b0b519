import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import preact from '@preact/preset-vite'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './scripts/longest-first.ts'

/** Tests wait for the event itself, which may be late on a busy machine. Only a failing test waits this long. */
const patient = { poll: { timeout: 10_000, interval: 20 } }

/**
 * At least two, because tests spend half of the time waiting for their processes. By default vitest leaves a core free, which
 * is one of two.
 */
const maxWorkers = Math.max(2, availableParallelism() - 1)

/** Projects do not inherit from the top. */
const shared = {
  // No module keeps state, so test files may share them; loading them anew for each file took a third of the time.
  isolate: false,
  // Tests start the program several hundred times, and most of a start is compiling the same sources.
  env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'test-output/compiled') },
}

/** unit: next to the code. integration: real Mosquitto, InfluxDB, pty. e2e: headless Chromium. */
export default defineConfig({
  test: {
    maxWorkers,
    sequence: { sequencer: LongestFirst },
    /** `npm test -- --coverage`, per group; code in processes started by tests is not measured. */
    coverage: {
      provider: 'v8',
      reporter: ['text-summary'],
      reportsDirectory: 'test-output/coverage',
      include: ['**/*.{ts,tsx}'],
      exclude: [
        'test/**',
        'scripts/**',
        '*.config.ts',
        '**/*.test.{ts,tsx}',
        '**/test-*.ts',
        '**/vite.config.ts',
      ],
    },
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: [
            '{firmware-protocol,core,contract,platform,settings,mqtt,gateway,recorder,store,recordings,tools,simulator,dashboard/server,cli,scripts}/**/*.test.ts',
            'test/{contract,chaos,accuracy,fuzz}/**/*.test.ts',
          ],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: patient,
        },
      },
      {
        plugins: [preact()],
        test: { ...shared, name: 'web', include: ['dashboard/web/**/*.test.{ts,tsx}'] },
      },
      {
        test: {
          ...shared,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: patient,
        },
      },
      {
        test: {
          ...shared,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // A page waits for its program half of the time, so two at once finish sooner; more would compete.
          maxWorkers: 2,
        },
      },
    ],
  },
})

import { availableParallelism } from 'node:os'
import preact from '@preact/preset-vite'
import { defineConfig } from 'vitest/config'

/** Tests wait for the thing itself; on a busy machine it may come late. Only a failing test waits this long. */
const patient = { poll: { timeout: 10_000, interval: 20 } }

/** Two at least: half of the time a test waits for a process of its own. vitest alone would leave a core free, of two one. */
const maxWorkers = Math.max(2, availableParallelism() - 1)

/** unit: beside the code. integration: real Mosquitto, InfluxDB, pty. e2e: headless Chromium. */
export default defineConfig({
  test: {
    maxWorkers,
    /** `npm test -- --coverage`, said per group; what a test starts as a process of its own is not seen. */
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
        test: { name: 'web', include: ['dashboard/web/**/*.test.{ts,tsx}'] },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: patient,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})

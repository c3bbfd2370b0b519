import preact from '@preact/preset-vite'
import { defineConfig } from 'vitest/config'

/** unit: beside the code. integration: real Mosquitto, InfluxDB, pty. e2e: headless Chromium. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '{firmware-protocol,simulator,gateway,dashboard/server,cli,scripts}/**/*.test.ts',
            'test/contract/**/*.test.ts',
          ],
          testTimeout: 20_000,
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

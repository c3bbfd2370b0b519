/**
 * Loaded before a process under observation (`node --expose-gc --import`): at each SIGUSR2 it collects garbage and writes what it
 * really holds to the file SOAK_FIGURES. Timers and sockets of a process cannot be seen from outside.
 */
import { renameSync, writeFileSync } from 'node:fs'

const file = process.env.SOAK_FIGURES ?? ''
process.on('SIGUSR2', () => {
  globalThis.gc?.()
  const resources: Record<string, number> = {}
  for (const name of process.getActiveResourcesInfo()) resources[name] = (resources[name] ?? 0) + 1
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage()
  writeFileSync(`${file}.new`, JSON.stringify({ rss, heapUsed, external, arrayBuffers, resources }))
  renameSync(`${file}.new`, file)
})

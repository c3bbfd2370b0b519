/**
 * Node-RED, installed on demand into a folder below the system's temporary folder, never among Sitbone's own
 * dependencies. Kept there for the next run.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const folder = join(tmpdir(), 'sitbone-bench-node-red-4')
export const program = join(folder, 'node_modules/node-red/red.js')

/** Beside Node-RED's own. */
export const nodes = ['node-red-contrib-influxdb', 'node-red-node-serialport']

/** Null, or the sentence that says why there is no Node-RED. */
export async function installNodeRed(): Promise<string | null> {
  if (existsSync(program) && nodes.every((node) => existsSync(join(folder, 'node_modules', node))))
    return null
  mkdirSync(folder, { recursive: true })
  const packages = ['node-red@4', 'node-red-contrib-influxdb@0.7', 'node-red-node-serialport@2']
  const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--omit=optional', ...packages]
  try {
    await promisify(execFile)('npm', args, { timeout: 240_000 })
    return null
  } catch (error) {
    const why =
      error instanceof Error ? (error.message.split('\n').find((line) => /npm error/.test(line)) ?? '') : ''
    return `Node-RED could not be installed from the package registry, so this run has no peer. ${why}`.trim()
  }
}

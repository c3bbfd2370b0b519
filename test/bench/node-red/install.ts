/** Node-RED, the peer of some benchmarks, installed on demand. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installedApart } from '../../services/installed-apart.ts'

const folder = join(tmpdir(), 'sitbone-bench-node-red-4')
export const program = join(folder, 'node_modules/node-red/red.js')

/** In addition to Node-RED's own. */
export const nodes = ['node-red-contrib-influxdb', 'node-red-node-serialport']

/** Null, or why there is no Node-RED. */
export async function installNodeRed(): Promise<string | null> {
  const why = await installedApart(folder, {
    packages: ['node-red@4', 'node-red-contrib-influxdb@0.7', 'node-red-node-serialport@2'],
    shownBy: ['node-red/red.js', ...nodes].map((name) => join('node_modules', name)),
  })
  return why === null ? null : `This run has no peer: ${why}`
}

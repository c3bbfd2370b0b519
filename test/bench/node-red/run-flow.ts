/** One Node-RED with one flow in a separate process, with its files in a temporary folder. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { freePort } from '../../services/free-port.ts'
import { waitFor } from '../../services/wait-for.ts'
import { endProcess } from '../parts/processes.ts'
import { type FlowSettings, flowOf, socketPath } from './flow.ts'
import { nodes, program } from './install.ts'

export interface RunningFlow {
  readonly pid: number | undefined
  readonly socketUrl: string
  said(): string
  stop(): Promise<void>
}

export async function runFlow(settings: FlowSettings): Promise<RunningFlow> {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-node-red-'))
  const port = await freePort()
  writeFileSync(join(folder, 'flows.json'), JSON.stringify(flowOf(settings)))
  symlinkSync(dirname(dirname(program)), join(folder, 'node_modules'))
  writeFileSync(
    join(folder, 'settings.js'),
    `module.exports = { uiPort: ${port}, uiHost: '127.0.0.1', flowFile: 'flows.json', httpAdminRoot: false,
       credentialSecret: false, functionTimeout: 0, logging: { console: { level: 'warn' } } }`,
  )
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ dependencies: Object.fromEntries(nodes.map((node) => [node, '*'])) }),
  )
  const child = spawn(process.execPath, [program, '--userDir', folder], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const output of [child.stdout, child.stderr]) {
    output.on('data', (piece: Buffer) => {
      said = (said + piece.toString()).slice(-4000)
    })
  }
  const socketUrl = `ws://127.0.0.1:${port}${socketPath}`
  await waitFor(() => listens(socketUrl), {
    timeoutMs: 60_000,
    everyMs: 200,
    what: () => `Node-RED to listen: ${said}`,
  })
  return {
    pid: child.pid,
    socketUrl,
    said: () => said,
    async stop() {
      await endProcess(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The flow is ready once its WebSocket is. */
function listens(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url)
    socket.onopen = () => {
      socket.close()
      resolve(true)
    }
    socket.onerror = () => resolve(false)
  })
}

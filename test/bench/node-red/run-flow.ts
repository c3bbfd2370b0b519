/** One Node-RED with one flow as a process of its own, its files in a temporary folder. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { freePort } from '../../services/free-port.ts'
import { waitFor } from '../../services/wait-for.ts'
import { endProcess } from '../processes.ts'
import { type FlowSettings, flowOf, socketPath } from './flow.ts'
import { program } from './install.ts'

export interface RunningFlow {
  readonly pid: number | undefined
  /** Where lines are taken. */
  readonly lines: Socket
  readonly socketUrl: string
  said(): string
  stop(): Promise<void>
}

export async function runFlow(services: Omit<FlowSettings, 'tcpPort'>): Promise<RunningFlow> {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-node-red-'))
  const [port, tcpPort] = [await freePort(), await freePort()]
  writeFileSync(join(folder, 'flows.json'), JSON.stringify(flowOf({ ...services, tcpPort })))
  symlinkSync(dirname(dirname(program)), join(folder, 'node_modules'))
  writeFileSync(
    join(folder, 'settings.js'),
    `module.exports = { uiPort: ${port}, uiHost: '127.0.0.1', flowFile: 'flows.json', httpAdminRoot: false,
       credentialSecret: false, functionTimeout: 0, logging: { console: { level: 'warn' } } }`,
  )
  writeFileSync(join(folder, 'package.json'), '{"dependencies":{"node-red-contrib-influxdb":"*"}}')
  const child = spawn(process.execPath, [program, '--userDir', folder], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const output of [child.stdout, child.stderr]) {
    output.on('data', (piece: Buffer) => {
      said = (said + piece.toString()).slice(-4000)
    })
  }
  const lines = await waitFor(() => opened(tcpPort), {
    timeoutMs: 60_000,
    everyMs: 200,
    what: () => `Node-RED to listen: ${said}`,
  })
  return {
    pid: child.pid,
    lines,
    socketUrl: `ws://127.0.0.1:${port}${socketPath}`,
    said: () => said,
    async stop() {
      lines.destroy()
      await endProcess(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function opened(port: number): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(socket.setNoDelay(true)))
    socket.once('error', () => resolve(null))
  })
}

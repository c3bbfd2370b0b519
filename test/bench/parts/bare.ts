/** The bare chain of `bare-chain.ts` at the end of a cable, with its broker and a viewer. */
import { fileURLToPath } from 'node:url'
import { io } from 'socket.io-client'
import { freePort } from '../../services/free-port.ts'
import { startMosquitto } from '../../services/mosquitto.ts'
import { runSitbone } from '../../services/sitbone.ts'
import { waitFor } from '../../services/wait-for.ts'

const program = fileURLToPath(new URL('bare-chain.ts', import.meta.url))

export interface BareChain {
  readonly pids: readonly (number | undefined)[]
  stop(): Promise<void>
}

/** Only serialport, MQTT.js, Mosquitto and socket.io, in separate processes. One line of `every` goes on to the viewer. */
export async function startBareChain(
  cable: string,
  { every, came }: { every: number; came: (seq: number) => void },
): Promise<BareChain> {
  const [mosquitto, port] = await Promise.all([startMosquitto(), freePort()])
  const run = (...args: string[]) => runSitbone([...args, mosquitto.url], { program })
  const roles = [run('gateway', cable), run('dashboard', String(port), String(every))]
  const viewer = io(`http://127.0.0.1:${port}`, { transports: ['websocket'] })
  viewer.on('line', (line: string) => came(Number(line.split(',')[1])))
  await waitFor(() => viewer.connected, { timeoutMs: 30_000, what: 'the bare chain' })
  return {
    pids: [mosquitto.pid, ...roles.map(({ pid }) => pid)],
    async stop() {
      viewer.close()
      await Promise.all(roles.map((role) => role.stop()))
      await mosquitto.stop()
    },
  }
}

/** `--port auto`: opens every likely serial port, and takes the first that says hello. */
import type { Duplex } from 'node:stream'
import type { HelloMessage } from '../../../firmware-protocol/index.ts'
import type { HelloWaitTiming } from '../hello-wait.ts'
import { defaultTiming } from '../timing.ts'
import { listPorts, type PortInfo } from './port-list.ts'
import { probe } from './probe.ts'
import { serialSource } from './serial-source.ts'
import { type Source, SourceUnavailable } from './source.ts'

export { listPorts } from './port-list.ts'

export interface AutoOptions {
  readonly timing?: HelloWaitTiming
  /** Stand-ins for tests. */
  readonly list?: () => Promise<readonly PortInfo[]>
  readonly sourceOf?: (path: string) => Source
}

/** More ports than this are not opened at once. */
const maxPorts = 16

export interface PortReport extends PortInfo {
  /** What the cushion said, or null when none answered. */
  readonly hello: HelloMessage | null
  /** Why the port could not be opened, as a sentence; null when it was. */
  readonly problem: string | null
}

/** Every likely port and whether a cushion answered on it; resets most boards. */
export async function probePorts(signal: AbortSignal, options: AutoOptions = {}): Promise<PortReport[]> {
  const ports = await (options.list ?? listPorts)()
  return Promise.all(
    ports.slice(0, maxPorts).map(async (port) => {
      const tried = await tryPort(port, signal, options)
      tried.stream?.destroy()
      return { ...port, hello: tried.hello, problem: tried.problem }
    }),
  )
}

export function autoSource(options: AutoOptions = {}): Source {
  let found: string | null = null
  return {
    get name() {
      return found === null ? 'auto' : `auto (${found})`
    },
    async open(signal) {
      const ports = await (options.list ?? listPorts)()
      if (ports.length === 0) {
        throw new SourceUnavailable(
          'No USB serial port was found, so no readings arrive. Plug the cushion in, or name its port with --port. Sitbone keeps looking.',
        )
      }
      const first = await firstCushion(ports.slice(0, maxPorts), signal, options)
      found = first.path
      return first.stream
    },
  }
}

interface Tried {
  readonly hello: HelloMessage | null
  /** Open only when there is a hello. */
  readonly stream: Duplex | null
  readonly problem: string | null
}

async function tryPort(port: PortInfo, signal: AbortSignal, options: AutoOptions): Promise<Tried> {
  const source = (options.sourceOf ?? serialSource)(port.byId ?? port.path)
  let stream: Duplex
  try {
    stream = await source.open(signal)
  } catch (error) {
    return { hello: null, stream: null, problem: error instanceof Error ? error.message : String(error) }
  }
  stream.on('error', () => {})
  const hello = await probe(stream, options.timing ?? defaultTiming, signal)
  if (hello === null) stream.destroy()
  return { hello, stream: hello === null ? null : stream, problem: null }
}

/** All ports at once, so that a dumb one costs no time; the others are closed when one has answered. */
async function firstCushion(
  ports: readonly PortInfo[],
  signal: AbortSignal,
  options: AutoOptions,
): Promise<{ path: string; stream: Duplex }> {
  const enough = new AbortController()
  const either = AbortSignal.any([signal, enough.signal])
  let first: { path: string; stream: Duplex } | null = null
  const problems: string[] = []
  await Promise.all(
    ports.map(async (port) => {
      const { stream, problem } = await tryPort(port, either, options)
      if (problem !== null) problems.push(problem)
      if (stream === null) return
      if (first === null) {
        first = { path: port.path, stream }
        enough.abort()
      } else {
        stream.destroy()
      }
    }),
  )
  const taken = first as { path: string; stream: Duplex } | null
  if (taken !== null) return taken
  const names = ports.map((port) => port.path).join(', ')
  const openedPort = problems.length < ports.length
  throw new SourceUnavailable(
    !openedPort && problems[0] !== undefined
      ? problems[0]
      : `No cushion answers on ${names}, so no readings arrive. Check the cable and the firmware, or name the port with --port. Sitbone keeps looking.`,
    { openedPort },
  )
}

/** What `sitbone ports` shows: every USB serial port, and whether a cushion answered on it. */
import type { HelloMessage } from '../../../firmware-protocol/index.ts'
import type { AutoOptions } from './auto-source.ts'
import { described } from './auto-words.ts'
import { holderText, portHolders } from './port-holders.ts'
import { listPorts, type PortInfo } from './port-list.ts'
import { orderPorts } from './port-order.ts'
import { serialSource } from './serial-source.ts'
import { tryPort } from './try-ports.ts'

export interface PortReport extends PortInfo {
  /** What the cushion said, or null when none answered. */
  readonly hello: HelloMessage | null
  /** Why the port was not opened, as a sentence; null when it was. */
  readonly problem: string | null
}

/** Opens the ports that `auto` would try, all at once. This resets most boards. */
export async function probePorts(signal: AbortSignal, options: AutoOptions = {}): Promise<PortReport[]> {
  const { patterns = [], list = listPorts, holders = portHolders, sourceOf = serialSource } = options
  const { candidates, foreign } = orderPorts(await list(), { patterns, last: options.last?.read() ?? null })
  const held = await holders(candidates.map(({ path }) => path))
  const tried = candidates.filter(({ path }) => !held.has(path))
  if (tried.length > 0)
    options.log?.(
      `Opening ${tried.map(described).join(', ')} to look for a cushion, which may restart the device there.`,
    )
  const report = (port: PortInfo, problem: string | null, hello: HelloMessage | null = null) => ({
    ...port,
    hello,
    problem,
  })
  const reports = candidates.map(async (port) => {
    const by = held.get(port.path)
    if (by !== undefined) return report(port, `Not opened, because it is in use by ${holderText(by)}.`)
    const answer = await tryPort(port, { ...options, sourceOf }, { signal })
    if (answer.kind === 'closed') return report(port, answer.problem)
    if (answer.kind === 'hello') answer.stream.destroy()
    return report(port, null, answer.kind === 'hello' ? answer.hello : null)
  })
  const notTried = foreign.map((port) =>
    report(port, 'Not opened, because its name says that it is another device.'),
  )
  return [...(await Promise.all(reports)), ...notTried]
}

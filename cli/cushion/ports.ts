/** `sitbone ports`: lists the serial ports of this computer and the cushions that answer. */

import { probePorts } from '../../gateway/link/sources/port-report.ts'
import { ownCommand } from '../../platform/own-command.ts'
import { autoPatterns } from '../../settings/port-kinds.ts'
import type { CommandContext } from '../context.ts'

const patienceMs = 12_000

export async function runPorts({ values }: CommandContext): Promise<number> {
  process.stderr.write(
    `Looking for a cushion on each serial port. This takes up to ${patienceMs / 1000} seconds.\n`,
  )
  const ports = await probePorts(AbortSignal.timeout(patienceMs), {
    patterns: autoPatterns(values.port) ?? [],
    log: (message) => process.stderr.write(`${message}\n`),
  })
  if (ports.length === 0) {
    process.stdout.write(
      `No serial port found. Plug the cushion in; a charge-only cable does not work. Without hardware: ${ownCommand} start.\n`,
    )
    return 0
  }
  for (const { path, byId, manufacturer, hello, problem } of ports) {
    const answer =
      hello === null
        ? (problem ?? 'no cushion answers')
        : `cushion "${hello.id ?? 'unnamed'}", ${hello.channels} cells`
    process.stdout.write(`${byId ?? path}  ${manufacturer ?? ''}  ${answer}\n`)
  }
  return 0
}

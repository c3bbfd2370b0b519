/** `sitbone ports`: the serial ports of this computer, and where a cushion answers. */
import { probePorts } from '../gateway/link/sources/auto-source.ts'

const patienceMs = 12_000

export async function runPorts(): Promise<number> {
  process.stderr.write('Looking for a cushion on each serial port. This takes a few seconds.\n')
  const ports = await probePorts(AbortSignal.timeout(patienceMs))
  if (ports.length === 0) {
    process.stdout.write(
      'No serial port found. Plug the cushion in; a charge-only cable does not work. Without hardware: npm start.\n',
    )
    return 0
  }
  for (const { path, byId, manufacturer, hello, problem } of ports) {
    const answer =
      hello === null
        ? `no cushion: ${problem ?? 'no answer'}`
        : `cushion "${hello.id ?? 'unnamed'}", ${hello.channels} cells`
    process.stdout.write(`${byId ?? path}  ${manufacturer ?? ''}  ${answer}\n`)
  }
  return 0
}

/**
 * A serial port through `serialport`, which is loaded only when a port is opened. Each opening makes a new port object: an old
 * one would keep half lines and unsent commands.
 */
import type { SerialPort } from 'serialport'
import { setExclusive } from './exclusive.ts'
import { otherHolders } from './port-holders.ts'
import { type Source, SourceUnavailable } from './source.ts'

const defaultBaud = 115_200

/** If null, the line stays as the system sets it on opening: switched on. */
interface SerialLines {
  readonly dtr: boolean | null
  readonly rts: boolean | null
}

export interface SerialOptions {
  readonly baud?: number
  readonly lines?: SerialLines
}

export function serialSource(path: string, options: SerialOptions = {}): Source {
  return {
    name: path,
    open: (signal) => openSerial(path, options, signal),
    otherReaders: () => otherHolders(path),
  }
}

async function openSerial(path: string, options: SerialOptions, signal: AbortSignal): Promise<SerialPort> {
  const { SerialPort } = await import('serialport')
  /** `destroy()` of serialport's stream leaves the device open and locked; this one closes it. */
  class OwnedPort extends SerialPort {
    override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
      if (!this.isOpen) {
        done(error)
        return
      }
      // If a second reader holds the terminal open, it would stay exclusive and could not be reopened.
      void exclude(this, 'off').then(() => {
        if (this.isOpen) this.close(() => done(error))
        else done(error)
      })
    }
  }
  const port = new OwnedPort({ path, baudRate: options.baud ?? defaultBaud, autoOpen: false })
  port.on('error', () => {})
  const failure = await new Promise<Error | null>((resolve) => port.open(resolve))
  if (failure !== null) throw new SourceUnavailable(await sentence(path, failure.message), touched(failure))
  await Promise.all([exclude(port, 'on'), setLines(port, options.lines)])
  if (!port.isOpen) throw new SourceUnavailable(await sentence(path, 'no such device'))
  if (!signal.aborted) return port
  port.destroy()
  throw new SourceUnavailable(`Opening ${path} was stopped.`)
}

async function exclude({ port: binding }: SerialPort, to: 'on' | 'off'): Promise<void> {
  if (binding === undefined || !('fd' in binding) || typeof binding.fd !== 'number') return
  await setExclusive(binding.fd, to)
}

/** A port without these lines (a pseudo-terminal) refuses, which does no harm. */
function setLines(port: SerialPort, lines: SerialLines = { dtr: null, rts: null }): Promise<void> {
  const { dtr, rts } = lines
  if (dtr === null && rts === null) return Promise.resolve()
  return new Promise((resolve) => {
    port.set({ dtr: dtr ?? true, rts: rts ?? true }, () => resolve())
  })
}

/** `serialport` opens a port before it finds it locked, so the device may have been reset. */
const touched = ({ message }: Error) => ({ openedPort: /lock/i.test(message) })

/** Explains the system's message, with what to do. */
async function sentence(path: string, message: string): Promise<string> {
  const retry = 'Sitbone keeps trying.'
  if (/lock|busy|Access denied/i.test(message)) {
    const holder = await otherHolders(path)
    const close = holder === null ? 'Close that program (a serial monitor, a second Sitbone).' : 'Close it.'
    return `${path} is in use by ${holder ?? 'another program'}, so no readings arrive. ${close} ${retry}`
  }
  if (/permission|EACCES/i.test(message)) {
    return (
      `You do not have permission to open ${path}, so no readings arrive. On Linux add the user to the group of the port: ` +
      `sudo usermod -aG dialout $USER, then log out and in. ${retry}`
    )
  }
  if (/no such file|ENOENT|not found|no such device/i.test(message)) {
    return `There is no ${path}, so no readings arrive. Plug the cushion in, or choose another port with --port (sitbone ports lists them). ${retry}`
  }
  return `${path} cannot be opened (${message}), so no readings arrive. ${retry}`
}

/**
 * A serial port through `serialport`, which is loaded only when a port is opened. Each opening makes a new port object: an
 * old one keeps half lines and unsent commands.
 */
import type { SerialPort } from 'serialport'
import { type Source, SourceUnavailable } from './source.ts'

const defaultBaud = 115_200

export function serialSource(path: string, baud = defaultBaud): Source {
  return { name: path, open: (signal) => openSerial({ path, baud }, signal) }
}

async function openSerial(to: { path: string; baud: number }, signal: AbortSignal): Promise<SerialPort> {
  const { SerialPort } = await import('serialport')
  /** `destroy()` of serialport's stream leaves the device open and locked; this one closes it. */
  class OwnedPort extends SerialPort {
    override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
      if (this.isOpen) this.close(() => done(error))
      else done(error)
    }
  }
  return new Promise((resolve, reject) => {
    const port = new OwnedPort({ path: to.path, baudRate: to.baud, autoOpen: false })
    port.on('error', () => {})
    port.open((error) => {
      if (error !== null) {
        reject(new SourceUnavailable(sentence(to.path, error.message)))
      } else if (signal.aborted) {
        port.destroy()
        reject(new SourceUnavailable(`Opening ${to.path} was stopped.`))
      } else {
        resolve(port)
      }
    })
  })
}

/** The system's message in words that say what to do. */
function sentence(path: string, message: string): string {
  const retry = 'Sitbone keeps trying.'
  if (/lock|busy|Access denied/i.test(message)) {
    return `${path} is in use by another program, so no readings arrive. Close that program (a serial monitor, a second Sitbone). ${retry}`
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

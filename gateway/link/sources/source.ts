/**
 * A source is only a factory of byte streams: a serial port, a TCP socket, a virtual board, a recording.
 * Each stream is used once and made anew after it closed.
 */
import type { Duplex } from 'node:stream'

export interface Source {
  /** For people: `/dev/ttyUSB0`, `tcp://127.0.0.1:7700`, `simulator`. */
  readonly name: string
  /** A fresh open stream of bytes; rejects with SourceUnavailable when it cannot be opened now. */
  open(signal: AbortSignal): Promise<Duplex>
}

export class SourceUnavailable extends Error {
  override name = 'SourceUnavailable'
  /** A port was opened on the way, which resets most boards: not to be repeated every second. */
  readonly openedPort: boolean

  constructor(message: string, { openedPort = false } = {}) {
    super(message)
    this.openedPort = openedPort
  }
}

/**
 * A source is only a factory of byte streams: a serial port, a TCP socket, a virtual board, a recording.
 * Each stream is used once; after it closes, a new one is opened.
 */
import type { Duplex } from 'node:stream'

export type SourceKind = 'serial' | 'network' | 'simulated'

export interface Source {
  /** For people: `/dev/ttyUSB0`, `tcp://127.0.0.1:7700`, `simulator`. */
  readonly name: string
  /**
   * What messages advise to check; serial by default. With `network`, the link also asks for the hello at once, and silence may
   * last longer, because the network may hold bytes back.
   */
  readonly kind?: SourceKind
  /** A fresh open stream of bytes; rejects with SourceUnavailable when it cannot be opened now. */
  open(signal: AbortSignal): Promise<Duplex>
  /** Other programs that have the port open now, such as `cat (process 12)`; null when none is seen. Never rejects. */
  otherReaders?(): Promise<string | null>
}

export class SourceUnavailable extends Error {
  override name = 'SourceUnavailable'
  /** A port was opened in the attempt. This resets most boards, so do not repeat it every second. */
  readonly openedPort: boolean

  constructor(message: string, { openedPort = false } = {}) {
    super(message)
    this.openedPort = openedPort
  }
}

/**
 * Cuts a connection off when it announces an MQTT packet longer than allowed, before the packet is collected in
 * memory: aedes would take up to 256 MB. Reads the fixed header only (MQTT 3.1.1 section 2.2.3) and passes every
 * byte on unchanged.
 */
import type { Duplex } from 'node:stream'

export interface PacketLimits {
  /** The first packet comes before login. */
  readonly firstBytes: number
  readonly bytes: number
}

export function boundPackets(stream: Duplex, limits: PacketLimits): void {
  let mostBytes = limits.firstBytes
  /** Bytes of the current packet still to come. */
  let remaining = 0
  /** Length digits read so far, -1 while the packet's first byte is awaited. */
  let digits = -1
  let length = 0

  /** Takes a byte of the fixed header; true when the length in it is above the bound. */
  const isBeyond = (byte: number): boolean => {
    if (digits < 0) {
      digits = 0
      length = 0
      return false
    }
    length += (byte & 0x7f) * 128 ** digits
    digits++
    if (length > mostBytes || digits > 4) return true
    if ((byte & 0x80) === 0) {
      remaining = length
      digits = -1
      mostBytes = limits.bytes
    }
    return false
  }

  const tooLong = (chunk: Buffer): boolean => {
    let at = 0
    while (at < chunk.length) {
      const taken = Math.min(remaining, chunk.length - at)
      remaining -= taken
      at += taken
      if (at < chunk.length && isBeyond(chunk[at++] ?? 0)) return true
    }
    return false
  }

  const read = stream.read.bind(stream)
  stream.read = (size?: number) => {
    const chunk: unknown = read(size)
    if (!Buffer.isBuffer(chunk)) return chunk
    if (!tooLong(chunk)) return chunk
    stream.destroy(new Error(`an MQTT packet longer than ${mostBytes} bytes`))
    return null
  }
}

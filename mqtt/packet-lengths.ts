/**
 * Bounds the memory that mqtt-packet, below both mqtt.js and aedes, keeps for lengths. It remembers the bytes of every length up to
 * 16,383 that it has ever written, each cut from one of Node's shared 64 kB slabs, and one byte keeps its whole slab alive.
 * Written one after another before there is traffic, they all share a few slabs.
 */
import { Writable } from 'node:stream'
import { writeToStream } from 'mqtt-packet'

/** mqtt-packet remembers the lengths below this. */
export const rememberedLengths = 16_384

/** Not even collected: 50,000 pieces would be. */
class Nowhere extends Writable {
  override cork() {}
  override uncork() {}
  override write() {
    return true
  }
}

/** About 30 ms and 2 MB; once in a process is enough, as its memory is the process's. */
let filled = false

export function fillPacketLengths(): void {
  if (filled) return
  filled = true
  // mqtt.js says the same at its first client: without it 65,536 numbers more would be kept.
  writeToStream.cacheNumbers = false
  // A message that is never sent. Its property is written like a length, and may be there many times. [MQTT 5, 3.3.2.3.8]
  const subscriptionIdentifier = Array.from({ length: rememberedLengths }, (_, length) => length)
  writeToStream(
    {
      cmd: 'publish',
      topic: 'lengths',
      payload: '',
      qos: 0,
      dup: false,
      retain: false,
      properties: { subscriptionIdentifier },
    },
    new Nowhere(),
    { protocolVersion: 5 },
  )
}

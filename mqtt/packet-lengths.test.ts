import { PassThrough } from 'node:stream'
import { writeToStream } from 'mqtt-packet'
import { expect, it } from 'vitest'
import { fillPacketLengths, rememberedLengths } from './packet-lengths.ts'

/** The memory that lies behind the bytes of every length mqtt-packet remembers, each written in the midst of other traffic. */
function slabsOfAllLengths(): Set<ArrayBufferLike> {
  const slabs = new Set<ArrayBufferLike>()
  const payload = Buffer.alloc(rememberedLengths)
  const wire = new PassThrough()
  let piece = 0
  wire.write = (chunk: unknown) => {
    // The first piece is the packet's type, the second its length.
    if (++piece === 2 && Buffer.isBuffer(chunk)) slabs.add(chunk.buffer)
    return true
  }
  const headBytes = 3 // the topic's length and its one letter
  for (let length = headBytes; length < rememberedLengths; length++) {
    piece = 0
    Buffer.allocUnsafe(1500) // of the traffic
    const rest = payload.subarray(0, length - headBytes)
    writeToStream({ cmd: 'publish', topic: 't', payload: rest, qos: 0, dup: false, retain: false }, wire)
  }
  return slabs
}

it('all lengths of MQTT packets share a few slabs of memory, whatever was allocated between them', () => {
  fillPacketLengths()
  const slabs = slabsOfAllLengths()
  expect(slabs.size).toBeGreaterThan(0)
  expect([...slabs].reduce((bytes, slab) => bytes + slab.byteLength, 0)).toBeLessThan(1_000_000)
})

/**
 * What a serial receiver reads from a byte sent at another baud rate: it waits for the falling edge of the start bit, then
 * samples the middle of each bit by its own clock. Up to about 4 % off it reads every byte; beyond that, garbage. Each byte is
 * treated alone, as if the line idled after it; a byte without a stop bit is kept, as drivers do.
 */

const bitsPerByte = 10

/** `ratio`: the sender's baud rate divided by the receiver's. Returns no, one or several bytes. */
export function receivedAs(byte: number, ratio: number): number[] {
  if (Math.abs(ratio - 1) < 0.03) return [byte]
  /** Level in the sender's bit `i`: start 0, eight data bits, stop 1, rest 1. */
  const level = (at: number): number => {
    const bit = Math.floor(at)
    if (bit <= 0) return bit < 0 ? 1 : 0
    return bit <= 8 ? (byte >> (bit - 1)) & 1 : 1
  }
  const bytes: number[] = []
  let edge = 0
  while (edge < bitsPerByte - 1) {
    // A glitch shorter than half a bit is not a start bit.
    if (level(edge + ratio / 2) === 0) {
      let value = 0
      for (let bit = 0; bit < 8; bit++) value |= level(edge + (bit + 1.5) * ratio) << bit
      bytes.push(value)
      edge += 9.5 * ratio
    } else edge = Math.floor(edge) + 1
    // Go to the next falling edge.
    edge = nextFall(edge, level)
  }
  return bytes
}

function nextFall(from: number, level: (at: number) => number): number {
  if (level(from) === 0 && level(from - 1e-9) === 1) return from
  for (let at = Math.floor(from) + 1; at < bitsPerByte; at++)
    if (level(at) === 0 && level(at - 1) === 1) return at
  return bitsPerByte
}

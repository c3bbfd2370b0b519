/**
 * Codes bits as bytes, and back, by the probability of each bit: an adaptive binary range coder (G. N. N. Martin 1979; carry
 * handling as in LZMA). A bit that its model expects costs far less than one bit, which no byte-wise compressor can achieve.
 *
 * Both directions are one interface, so that a model is written once: `bit(context, value)` codes `value` and returns it;
 * when decoding, `value` is ignored and the decoded one returned.
 */

export interface BitCoder {
  bit(context: number, value: number): number
  /** Bits without a model, highest first; `value` below 2^bits, bits at most 53. */
  plain(bits: number, value: number): number
}

const top = 2 ** 24
const half = 2 ** 15
/** After so many bits a context forgets the oldest as fast as it learns. */
const memory = 100
/** How far each bit moves the chance, out of 2^16: the n-th by 1 / (n + 1.5), as Krichevsky and Trofimov count. */
const paces = Uint16Array.from({ length: memory + 1 }, (_, n) => 65_536 / (n + 1.5))

/** The chance of a 0 in each context, out of 2^16. */
class Chances {
  readonly #ofZero: Uint16Array
  readonly #seen: Uint8Array

  constructor(contexts: number) {
    this.#ofZero = new Uint16Array(contexts).fill(half)
    this.#seen = new Uint8Array(contexts)
  }

  /** Out of 2^12, between 1 and 4095. */
  ofZero(context: number): number {
    const chance = (this.#ofZero[context] ?? half) >> 4
    return chance === 0 ? 1 : chance
  }

  learn(context: number, bit: number): void {
    const chance = this.#ofZero[context] ?? half
    const seen = this.#seen[context] ?? 0
    const pace = paces[seen] ?? 0
    this.#ofZero[context] =
      bit === 0 ? chance + (((65_535 - chance) * pace) >>> 16) : chance - ((chance * pace) >>> 16)
    if (seen < memory) this.#seen[context] = seen + 1
  }
}

export class RangeEncoder implements BitCoder {
  readonly #chances: Chances
  #bytes = new Uint8Array(1024)
  #length = 0
  #low = 0
  #range = 2 ** 32 - 1
  /** The last byte not yet written, because a carry may still change it, and how many 255 follow it. */
  #held = 0
  #heldCount = 1

  constructor(contexts: number) {
    this.#chances = new Chances(contexts)
  }

  bit(context: number, value: number): number {
    const bound = (this.#range >>> 12) * this.#chances.ofZero(context)
    if (value === 0) this.#range = bound
    else {
      this.#low += bound
      this.#range -= bound
    }
    this.#chances.learn(context, value)
    this.#settle()
    return value
  }

  plain(bits: number, value: number): number {
    for (let place = 2 ** (bits - 1); place >= 1; place /= 2) {
      const bound = this.#range >>> 1
      if (Math.floor(value / place) % 2 === 0) this.#range = bound
      else {
        this.#low += bound
        this.#range -= bound
      }
      this.#settle()
    }
    return value
  }

  /** All bytes; zeros at the end are left out, because the decoder reads zeros beyond the end. */
  done(): Uint8Array {
    for (let i = 0; i < 5; i++) this.#shift()
    let end = this.#length
    while (end > 1 && this.#bytes[end - 1] === 0) end--
    // The first byte is always 0.
    return this.#bytes.subarray(1, end)
  }

  #settle(): void {
    while (this.#range < top) {
      this.#range *= 256
      this.#shift()
    }
  }

  #shift(): void {
    if (this.#low < 0xff000000 || this.#low > 0xffffffff) {
      const carry = this.#low > 0xffffffff ? 1 : 0
      let byte = this.#held
      for (; this.#heldCount > 0; this.#heldCount--) {
        this.#write((byte + carry) & 0xff)
        byte = 0xff
      }
      this.#held = Math.floor(this.#low / top) & 0xff
    }
    this.#heldCount++
    this.#low = (this.#low % top) * 256
  }

  #write(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const grown = new Uint8Array(this.#length * 2)
      grown.set(this.#bytes)
      this.#bytes = grown
    }
    this.#bytes[this.#length++] = byte
  }
}

export class RangeDecoder implements BitCoder {
  readonly #chances: Chances
  readonly #bytes: Uint8Array
  #at = 0
  #code = 0
  #range = 2 ** 32 - 1

  constructor(contexts: number, bytes: Uint8Array) {
    this.#chances = new Chances(contexts)
    this.#bytes = bytes
    for (let i = 0; i < 4; i++) this.#code = this.#code * 256 + (bytes[this.#at++] ?? 0)
  }

  bit(context: number, _value: number): number {
    const bound = (this.#range >>> 12) * this.#chances.ofZero(context)
    const bit = this.#take(bound)
    this.#chances.learn(context, bit)
    return bit
  }

  plain(bits: number, _value: number): number {
    let value = 0
    for (let i = 0; i < bits; i++) value = value * 2 + this.#take(this.#range >>> 1)
    return value
  }

  #take(bound: number): number {
    let bit = 0
    if (this.#code < bound) this.#range = bound
    else {
      bit = 1
      this.#code -= bound
      this.#range -= bound
    }
    while (this.#range < top) {
      this.#range *= 256
      this.#code = this.#code * 256 + (this.#bytes[this.#at++] ?? 0)
    }
    return bit
  }
}

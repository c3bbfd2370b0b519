/**
 * Builds line protocol as bytes in one buffer, which is reused for the next lines. Without a string per line, a busy recorder
 * produces less than half the garbage. ASCII only.
 */
const firstBytes = 16 * 1024
/** The buffer kept for the next lines; anything larger is freed. */
const keptBytes = 4 * 1024 * 1024
const [minus, zero, dot, newline] = [0x2d, 0x30, 0x2e, 0x0a]
/** Any number as text has at most 25 characters. */
const numberBytes = 32
/** Up to this length a loop is quicker than a call out of JavaScript. */
const shortText = 80
const smallMax = 2 ** 31
const million = 1_000_000

export class LineBytes {
  #bytes = Buffer.allocUnsafeSlow(firstBytes)
  #length = 0

  /** Valid until the next `clear`. */
  get all(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  clear(): void {
    this.#length = 0
    if (this.#bytes.length > keptBytes) this.#bytes = Buffer.allocUnsafeSlow(firstBytes)
  }

  /** Starts a new line. */
  begin(): void {
    if (this.#length === 0) return
    this.#room(1)
    this.#bytes[this.#length++] = newline
  }

  text(ascii: string): void {
    this.#room(ascii.length)
    if (ascii.length > shortText) {
      this.#length += this.#bytes.write(ascii, this.#length, 'latin1')
      return
    }
    const bytes = this.#bytes
    let at = this.#length
    for (let i = 0; i < ascii.length; i++) bytes[at++] = ascii.charCodeAt(i)
    this.#length = at
  }

  whole(value: number): void {
    const high = Math.floor(value / million)
    this.#room(numberBytes)
    if (value >= 0 && value < smallMax) this.#digits(value, 1)
    else if (high > 0 && high < smallMax) {
      // A time in milliseconds.
      this.#digits(high, 1)
      this.#digits(value - high * million, 6)
    } else this.text(String(value))
  }

  /** Rounded to hundredths. */
  hundredths(value: number): void {
    const rounded = Math.round(value * 100)
    const size = Math.abs(rounded)
    this.#room(numberBytes)
    if (size < smallMax) {
      if (rounded < 0) this.#bytes[this.#length++] = minus
      const units = Math.floor(size / 100)
      this.#digits(units, 1)
      const rest = size - units * 100
      if (rest === 0) return
      this.#bytes[this.#length++] = dot
      this.#digits(rest, 2)
    } else this.text(String(rounded / 100))
  }

  /** `value`: whole, not negative, below 2^31; with zeros in front up to `least` digits. */
  #digits(value: number, least: number): void {
    let count = least
    for (let power = 10 ** least; power <= value; power *= 10) count++
    const bytes = this.#bytes
    let rest = value | 0
    for (let at = this.#length + count - 1; at >= this.#length; at--) {
      const tenth = (rest / 10) | 0
      bytes[at] = zero + rest - tenth * 10
      rest = tenth
    }
    this.#length += count
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#length + more))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}

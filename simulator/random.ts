/**
 * Seeded random numbers: sfc32 (Chris Doty-Humphrey's PractRand generator, public domain), small and fast. Each purpose has its
 * own stream, so that an extra draw in one place changes nothing elsewhere. Not for secrets.
 */
export class Random {
  readonly #state: Int32Array
  #spare = Number.NaN

  /** The same seed and purpose give the same numbers on every machine. */
  constructor(seed: number, purpose: string) {
    this.#state = hash128(`${seed}:${purpose}`)
    for (let i = 0; i < 15; i++) this.next()
  }

  /** Uniform in [0, 1). */
  next(): number {
    const s = this.#state
    const a = s[0] ?? 0
    const b = s[1] ?? 0
    const c = s[2] ?? 0
    const counter = s[3] ?? 0
    const t = (((a + b) | 0) + counter) | 0
    s[3] = counter + 1
    s[0] = b ^ (b >>> 9)
    s[1] = (c + (c << 3)) | 0
    s[2] = (((c << 21) | (c >>> 11)) + t) | 0
    return (t >>> 0) / 4294967296
  }

  /** Mean 0, standard deviation 1 (Marsaglia's polar method, which gives two at a time). */
  gaussian(): number {
    const spare = this.#spare
    if (!Number.isNaN(spare)) {
      this.#spare = Number.NaN
      return spare
    }
    let u = 0
    let v = 0
    let s = 0
    do {
      u = 2 * this.next() - 1
      v = 2 * this.next() - 1
      s = u * u + v * v
    } while (s >= 1 || s === 0)
    const scale = Math.sqrt((-2 * Math.log(s)) / s)
    this.#spare = v * scale
    return u * scale
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next()
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  /** Waiting time between independent events. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next())
  }

  /** `spread` is the standard deviation of the logarithm. */
  logNormal(median: number, spread: number): number {
    return median * Math.exp(spread * this.gaussian())
  }

  /** One of the choices, by weight. At least one weight must be above zero. */
  pick<T>(choices: readonly (readonly [T, number])[]): T {
    let rest = this.next() * choices.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [choice, weight] of choices) {
      rest -= weight
      if (rest < 0) return choice
    }
    const last = choices.findLast(([, weight]) => weight > 0)
    if (last === undefined) throw new RangeError('pick needs a weight above zero')
    return last[0]
  }
}

/** 128 bits from a text (cyrb128 by bryc, public domain): neighbouring seeds give unrelated streams. */
function hash128(text: string): Int32Array {
  let a = 1779033703
  let b = -1150833019
  let c = 1013904242
  let d = -1521486534
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = b ^ Math.imul(a ^ code, 597399067)
    b = c ^ Math.imul(b ^ code, -1425107063)
    c = d ^ Math.imul(c ^ code, 951274213)
    d = a ^ Math.imul(d ^ code, -1578923117)
  }
  a = Math.imul(c ^ (a >>> 18), 597399067)
  b = Math.imul(d ^ (b >>> 22), -1425107063)
  c = Math.imul(a ^ (c >>> 17), 951274213)
  d = Math.imul(b ^ (d >>> 19), -1578923117)
  return Int32Array.of(a ^ b ^ c ^ d, b ^ a, c ^ a, d ^ a)
}

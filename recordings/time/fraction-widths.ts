/**
 * Fractions of a second written as a whole number of thousandths, without leading zeros (printf's "%d.%d"): .37 then means
 * 0.037 s. A writer of decimal fractions either keeps one width or leaves out zeros at the end, never both.
 */
const behindSeconds = /^\d+[.,](\d{1,9})$|:\d\d:\d\d[.,:](\d{1,9})(?!\d)/
/** Fewer are typing errors. */
const enough = 3

export class FractionWidths {
  #widest = 0
  readonly #byWidth = new Map<number, number>()
  #zeroAtEnd = 0
  #widestZero = ''
  #narrowest = ''

  add(field: string): void {
    const found = behindSeconds.exec(field)
    const digits = found?.[1] ?? found?.[2]
    if (digits === undefined) return
    this.#byWidth.set(digits.length, (this.#byWidth.get(digits.length) ?? 0) + 1)
    this.#widest = Math.max(this.#widest, digits.length)
    if (this.#narrowest === '' || digits.length < this.#narrowest.length) this.#narrowest = digits
    if (digits.length < 2 || !digits.endsWith('0')) return
    this.#zeroAtEnd++
    if (digits.length > this.#widestZero.length) this.#widestZero = digits
  }

  /** A sentence if they contradict each other as decimal fractions, else null. */
  get problem(): string | null {
    const total = [...this.#byWidth.values()].reduce((sum, each) => sum + each, 0)
    const narrower = total - (this.#byWidth.get(this.#widest) ?? 0)
    if (narrower < enough || this.#zeroAtEnd < enough) return null
    return `Behind the seconds there is ".${this.#narrowest}" beside ".${this.#widestZero}": these are thousandths without their leading zeros, and as fractions they would be in the wrong order. Write them with three digits ("%03lu" in the logger), or remove them: readings with whole seconds are spread over the second.`
  }
}

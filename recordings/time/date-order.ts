/** Decides from a whole file whether 03/04/2025 is in March or April. */
export type DateOrder = 'day first' | 'month first'

interface Course {
  backwards: number
  firstMs: number
  lastMs: number
  /** Null before the first; NaN after an impossible date. */
  nowMs: number | null
}

const fresh = (): Course => ({ backwards: 0, firstMs: Infinity, lastMs: -Infinity, nowMs: null })

export class DateOrders {
  readonly #courses: Record<DateOrder, Course> = { 'day first': fresh(), 'month first': fresh() }
  readonly #possible: Record<DateOrder, boolean> = { 'day first': true, 'month first': true }
  #differ = false
  #last = ''
  /** The first ambiguous date. */
  example: string | null = null

  add(first: number, second: number, year: number): void {
    const date = `${first}/${second}/${year}`
    if (date === this.#last) return
    this.#last = date
    if (first > 12) this.#possible['month first'] = false
    if (second > 12) this.#possible['day first'] = false
    if (first !== second) {
      this.#differ = true
      this.example ??= date
    }
    this.#go(Date.UTC(year, second - 1, first), Date.UTC(year, first - 1, second))
  }

  /** `guessed`: the file does not prove it. Null: neither fits. */
  decided(usual: DateOrder): { readonly order: DateOrder; readonly guessed: boolean } | null {
    const day = this.#possible['day first']
    const month = this.#possible['month first']
    if (!day && !month) return null
    if (day !== month) return { order: day ? 'day first' : 'month first', guessed: false }
    if (!this.#differ) return { order: usual, guessed: false }
    const [dayFirst, monthFirst] = [this.#courses['day first'], this.#courses['month first']]
    const by = (measure: (course: Course) => number) => measure(dayFirst) - measure(monthFirst)
    const worse = by(({ backwards }) => backwards) || by(({ firstMs, lastMs }) => lastMs - firstMs)
    return { order: worse === 0 ? usual : worse < 0 ? 'day first' : 'month first', guessed: true }
  }

  #go(dayFirstMs: number, monthFirstMs: number): void {
    for (const [order, ms] of [['day first', dayFirstMs] as const, ['month first', monthFirstMs] as const]) {
      const course = this.#courses[order]
      if (course.nowMs !== null && ms < course.nowMs) course.backwards++
      course.nowMs = ms
      course.firstMs = Math.min(course.firstMs, ms)
      course.lastMs = Math.max(course.lastMs, ms)
    }
  }
}

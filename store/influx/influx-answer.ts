/**
 * The text of an answer of `/query`, as rows of each statement.
 *
 * Everything is asked for in chunks (`chunked=true`): only then `max-row-limit` of the server does not count. Without, it
 * counts the rows of all statements together, and where it is reached at the end of a series, all that would have followed
 * is left out without a word (seen with 1.6.7). One JSON text a line; `partial` of a result says that more of its statement
 * follows, of a series that more of this series does, or, from a server that cuts off, would have.
 */
export type Value = string | number | boolean | null

/** One series of an answer; `time` is the column 0, in epoch ms. */
export interface Series {
  readonly cushion: string | null
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Value[])[]
}

export interface StatementAnswer {
  readonly series: Series[]
  /** Nothing is missing as far as the answer says. */
  readonly whole: boolean
  readonly error: string | null
}

/** One answer a statement, in their order; null when the text is not one of InfluxDB, or ends in the middle of a line. */
export function statementAnswers(text: string, statements: number): StatementAnswer[] | null {
  const answers = Array.from({ length: statements }, () => new Gathered())
  const texts = parsedTexts(text)
  if (texts === null || texts.length === 0) return null
  return texts.every((parsed) => addText(answers, parsed)) ? answers : null
}

/** False when the text has not the documented form. */
function addText(answers: readonly Gathered[], parsed: unknown): boolean {
  if (!isRecord(parsed)) return false
  const { error, results } = parsed
  if (typeof error === 'string') {
    for (const answer of answers) answer.error ??= error
    return true
  }
  if (!Array.isArray(results)) return false
  return results.every((result: unknown, index) => {
    if (!isRecord(result)) return false
    const { statement_id: id } = result
    return answers[typeof id === 'number' ? id : index]?.add(result) === true
  })
}

class Gathered implements StatementAnswer {
  readonly series: { cushion: string | null; columns: readonly string[]; rows: Value[][] }[] = []
  error: string | null = null
  #expected: 'nothing' | 'more' | 'more of this series' | 'an answer' = 'an answer'
  #broken = false

  get whole(): boolean {
    return this.#expected === 'nothing' && !this.#broken
  }

  /** False when the result has not the documented form. */
  add(result: Record<string, unknown>): boolean {
    if (typeof result.error === 'string') this.error ??= result.error
    const given = result.series ?? []
    if (!Array.isArray(given)) return false
    for (const [index, one] of given.entries()) {
      const series = seriesOf(one)
      if (series === null) return false
      this.#take(series, index === 0)
      this.#expected = series.isPartial ? 'more of this series' : 'nothing'
    }
    if (this.#expected !== 'more of this series')
      this.#expected = result.partial === true ? 'more' : 'nothing'
    return true
  }

  /** Only the first series of a result may go on with the last one of the result before. */
  #take(series: Gathered['series'][number], isFirst: boolean): void {
    const goesOn = this.#expected === 'more of this series'
    const last = this.series.at(-1)
    if (goesOn && isFirst && last !== undefined && isSame(last, series)) {
      for (const row of series.rows) last.rows.push(row)
      return
    }
    if (goesOn) this.#broken = true
    this.series.push(series)
  }
}

const isSame = (a: Series, b: Series): boolean =>
  a.cushion === b.cushion && a.columns.join() === b.columns.join()

function seriesOf(given: unknown): (Gathered['series'][number] & { readonly isPartial: boolean }) | null {
  if (!isRecord(given)) return null
  const { tags, columns, values = [], partial } = given
  if (!Array.isArray(columns) || !columns.every((name) => typeof name === 'string')) return null
  if (!Array.isArray(values) || !values.every((row) => Array.isArray(row) && row.length === columns.length))
    return null
  const cushion = isRecord(tags) && typeof tags.cushion === 'string' ? tags.cushion : null
  return { cushion, columns, rows: values, isPartial: partial === true }
}

/** Null when it breaks off. */
function parsedTexts(text: string): unknown[] | null {
  try {
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line): unknown => JSON.parse(line))
  } catch {
    return null
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

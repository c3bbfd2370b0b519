/**
 * Parses an answer of `/query` into the rows of each statement.
 *
 * Every query asks for chunks (`chunked=true`), because the server's `max-row-limit` does not apply to them. Without chunks, the
 * limit counts the rows of all statements together, and if it is reached at the end of a series, the rest is dropped silently
 * (seen with 1.6.7). Each line is one JSON text. `partial` on a result means that more of its statement follows; on a series,
 * that more of that series follows, or would have if the server had not cut it off.
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
  /** According to the answer, nothing is missing. */
  readonly whole: boolean
  readonly error: string | null
}

/** One answer for each statement, in order; null if the text is not from InfluxDB or ends in the middle of a line. */
export function statementAnswers(text: string, statements: number): StatementAnswer[] | null {
  const answers = Array.from({ length: statements }, () => new Gathered())
  const texts = parsedTexts(text)
  if (texts === null || texts.length === 0) return null
  return texts.every((parsed) => addText(answers, parsed)) ? answers : null
}

/** False if the text does not have the documented form. */
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

  /** False if the result does not have the documented form. */
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

  /** Only the first series of a result may continue the last one of the previous result. */
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

/** Null if it is incomplete. */
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

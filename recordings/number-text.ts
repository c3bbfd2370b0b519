/**
 * A number as people, boards and spreadsheets of any country write it: 1234.5, 1.234,5, 1,234.5, 1 234, 1'234, ="12", 1.2e3, 0x3ff.
 * What one mark between digits means is decided once for a whole column, from everything that stands in it: `1.234` alone can be
 * either, and taking a grouped 1234 for 1 would be a wrong figure that looks right.
 */
export type MarkMeaning = 'decimal' | 'group'

/** What a single mark with exactly three digits behind it means. */
export interface NumberStyle {
  readonly point: MarkMeaning
  readonly comma: MarkMeaning
}

/** As the separator has it, until the file shows otherwise. */
export const usualStyle = (separator: string): NumberStyle => ({
  point: 'decimal',
  comma: separator === ',' ? 'group' : 'decimal',
})

const digitsOnly = /^\d+$/
const blanksOrQuotes = /^[+-]?\d{1,3}(?:[ \u00a0\u2009\u202f'\u2019]\d{3})+(?![\d ])/
const groupGap = /[ \u00a0\u2009\u202f'\u2019]/g
const plainNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const couldBeEither = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/

/** NaN for what is no number. */
export function numberOf(field: string, style: NumberStyle): number {
  if (digitsOnly.test(field)) return Number(field)
  const text = bare(field)
  if (/^0x[0-9a-f]+$/i.test(text)) return Number(text)
  const pointed = withDecimalPoint(blanksOrQuotes.test(text) ? text.replace(groupGap, '') : text, style)
  return plainNumber.test(pointed) ? Number(pointed) : NaN
}

/** Without groups, and with a point before the fraction; empty where the groups do not fit. */
function withDecimalPoint(text: string, style: NumberStyle): string {
  const point = text.includes('.')
  const comma = text.includes(',')
  if (!point && !comma) return text
  if (point && comma) {
    const decimal = text.lastIndexOf('.') > text.lastIndexOf(',') ? '.' : ','
    return withoutGroups(text, { group: decimal === '.' ? ',' : '.', decimal })
  }
  const mark = point ? '.' : ','
  const grouped =
    text.indexOf(mark) !== text.lastIndexOf(mark) ||
    (couldBeEither.test(text) && style[point ? 'point' : 'comma'] === 'group')
  return grouped ? withoutGroups(text, { group: mark, decimal: '' }) : text.replace(mark, '.')
}

/** Without what spreadsheets put around a value to keep it as it is. */
const bare = (field: string): string =>
  field
    .trim()
    .replace(/^="(.*)"$/, '$1')
    .replace(/^'(?=\d)/, '')
    .replace('\u2212', '-')

function withoutGroups(text: string, { group, decimal }: { group: string; decimal: string }): string {
  const [whole = '', ...fraction] = decimal === '' ? [text] : text.split(decimal)
  const groups = whole.split(group)
  const fits = groups.every((part, index) => (index === 0 ? /^[+-]?\d{1,3}$/ : /^\d{3}$/).test(part))
  return fits && fraction.length < 2 ? [groups.join(''), ...fraction].join('.') : ''
}

/** Gathers over a whole file what its marks mean. */
export class NumberMarks {
  readonly #sure = { point: { decimal: 0, group: 0 }, comma: { decimal: 0, group: 0 } }
  readonly #either = { point: 0, comma: 0 }
  #plain = 0
  #plainFromThousand = 0
  /** The first one that could be either. */
  example: string | null = null

  add(field: string): void {
    if (digitsOnly.test(field)) {
      this.#plain++
      if (field.length > 3) this.#plainFromThousand++
      return
    }
    const text = bare(field)
    const [points, commas] = [text.split('.').length - 1, text.split(',').length - 1]
    if (points + commas === 0 || /[^\d.,+-]/.test(text)) return
    if (points > 0 && commas > 0) {
      const decimal = text.lastIndexOf('.') > text.lastIndexOf(',') ? 'point' : 'comma'
      this.#sure[decimal].decimal++
      this.#sure[decimal === 'point' ? 'comma' : 'point'].group++
      return
    }
    const mark = points > 0 ? 'point' : 'comma'
    if (points + commas > 1) this.#sure[mark].group++
    else if (!couldBeEither.test(text)) this.#sure[mark].decimal++
    else {
      this.#either[mark]++
      this.example ??= text
    }
  }

  /** `guessed`: nothing in the file proves it. Null: it can be read in two ways. */
  style(separator: string): { readonly style: NumberStyle; readonly guessed: boolean } | null {
    const point = this.#meaning('point', separator)
    const comma = this.#meaning('comma', separator)
    if (point === null || comma === null) return null
    return {
      style: { point: point.meaning, comma: comma.meaning },
      guessed: point.guessed || comma.guessed,
    }
  }

  #meaning(mark: 'point' | 'comma', separator: string): { meaning: MarkMeaning; guessed: boolean } | null {
    const other = mark === 'point' ? 'comma' : 'point'
    const { decimal, group } = this.#sure[mark]
    if (decimal > 0 && group > 0) return null
    if (decimal > 0) return { meaning: 'decimal', guessed: false }
    if (group > 0) return { meaning: 'group', guessed: false }
    if (this.#either[mark] === 0) return { meaning: usualStyle(separator)[mark], guessed: false }
    if (this.#sure[other].decimal > 0) return { meaning: 'group', guessed: false }
    if (this.#sure[other].group > 0) return { meaning: 'decimal', guessed: false }
    // All of them have three digits behind the mark: a column of decimals written out to the end.
    if (this.#plain === 0) return { meaning: 'decimal', guessed: true }
    // Small ones stand bare and none from 1000 on does: the mark groups thousands.
    return this.#plainFromThousand === 0 ? { meaning: 'group', guessed: true } : null
  }
}

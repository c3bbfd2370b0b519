/**
 * Numbers as people, boards and spreadsheets of any country write them: 1234.5, 1.234,5, 1,234.5, 1 234, 1'234, 12,34,567,
 * ="12", 1.2e3, 0x3ff.
 * The meaning of a separator is decided once for a whole column, from all its values: `1.234` alone is ambiguous, and reading a
 * grouped 1234 as 1 would give a wrong figure that looks right.
 */
export type MarkMeaning = 'decimal' | 'group'

/** Meaning of a single separator followed by exactly three digits. */
export interface NumberStyle {
  readonly point: MarkMeaning
  readonly comma: MarkMeaning
}

/** Follows from the field separator until the file shows otherwise. */
export const usualStyle = (separator: string): NumberStyle => ({
  point: 'decimal',
  comma: separator === ',' ? 'group' : 'decimal',
})

const digitsOnly = /^\d+$/
const blanksOrQuotes = /^[+-]?\d{1,3}(?:[ \u00a0\u2009\u202f'\u2019]\d{3})+(?![\d ])/
const groupGap = /[ \u00a0\u2009\u202f'\u2019]/g
const plainNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const couldBeEither = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/

/** NaN for anything but a number. */
export function numberOf(field: string, style: NumberStyle): number {
  if (digitsOnly.test(field)) return Number(field)
  const text = bare(field)
  if (/^0x[0-9a-f]+$/i.test(text)) return Number(text)
  const pointed = withDecimalPoint(blanksOrQuotes.test(text) ? text.replace(groupGap, '') : text, style)
  return plainNumber.test(pointed) ? Number(pointed) : NaN
}

/** Without grouping and with a decimal point; empty when the groups are invalid. */
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

/** Removes the wrapping that spreadsheets add to preserve a value. */
const bare = (field: string): string =>
  field
    .trim()
    .replace(/^="(.*)"$/, '$1')
    .replace(/^'(?=\d)/, '')
    .replace('\u2212', '-')

function withoutGroups(text: string, { group, decimal }: { group: string; decimal: string }): string {
  const [whole = '', ...fraction] = decimal === '' ? [text] : text.split(decimal)
  const groups = whole.split(group)
  const fits = threes.test(groups.join(',')) || lakhs.test(groups.join(','))
  return fits && fraction.length < 2 ? [groups.join(''), ...fraction].join('.') : ''
}

const threes = /^[+-]?\d{1,3}(?:,\d{3})*$/
/** 12,34,567 in South Asia. */
const lakhs = /^[+-]?\d{1,2}(?:,\d\d)*,\d{3}$/

/** Gathers evidence about separators over a whole file. */
export class NumberMarks {
  readonly #sure = { point: { decimal: 0, group: 0 }, comma: { decimal: 0, group: 0 } }
  readonly #either = { point: 0, comma: 0 }
  #plain = 0
  #plainFromThousand = 0
  /** The first ambiguous one. */
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

  /** `guessed`: the file does not prove it. Null: ambiguous. */
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
    // All have three digits after the separator: a column of decimals with fixed precision.
    if (this.#plain === 0) return { meaning: 'decimal', guessed: true }
    // Small values have no separator and all values from 1000 do: it groups thousands.
    return this.#plainFromThousand === 0 ? { meaning: 'group', guessed: true } : null
  }
}

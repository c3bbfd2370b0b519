/** As many of the latest items as a space has lines for: a sheet of paper does not scroll. */

export interface Listed {
  readonly day: string
  readonly text: string
}

interface Space {
  readonly lines: number
  readonly lettersPerLine: number
  /** A longer text is cut. */
  readonly mostLetters: number
}

/** In their order; `left` counts the earlier ones that have no place. */
export function fitted(
  items: readonly Listed[],
  { lines, lettersPerLine, mostLetters }: Space,
): { readonly shown: readonly Listed[]; readonly left: number } {
  const shown: Listed[] = []
  let free = lines
  for (const { day, text } of items.toReversed()) {
    const cut = cutTo(text, mostLetters)
    free -= Math.ceil(cut.length / lettersPerLine)
    if (free < 0) break
    shown.unshift({ day, text: cut })
  }
  return { shown, left: items.length - shown.length }
}

export const cutTo = (text: string, mostLetters: number): string =>
  text.length > mostLetters ? `${text.slice(0, mostLetters - 1).trimEnd()}…` : text

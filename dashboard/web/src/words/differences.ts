/** How a difference with its sign, and a figure with its uncertainty, are written everywhere. */

/** `+12 min`, `−0.5`, and `0 min` without a sign for what would be shown as zero. `words` says a size. */
export function signed(change: number, words: (size: number) => string): string {
  const size = words(Math.abs(change))
  if (size === words(0)) return size
  return `${change < 0 ? '−' : '+'}${size}`
}

export const noChange = 'no change'

/** As `signed`, for where a difference is all that is said. */
export const changeOrNone = (change: number, words: (size: number) => string): string =>
  words(Math.abs(change)) === words(0) ? noChange : signed(change, words)

/** `12.6 ± 0.2`, never over two lines. */
export const withError = (figure: string, error: string): string => `${figure}\u00a0±\u00a0${error}`

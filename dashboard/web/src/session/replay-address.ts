/** The part of an address that names a moment of the replay: `?at=2026-03-11T09:32:05Z`. */

/** To the second. */
export const momentSearch = (atMs: number): string =>
  `?at=${new Date(Math.floor(atMs / 1000) * 1000).toISOString().replace('.000Z', 'Z')}`

/** Null: none, or not a time. */
export function momentOf(search: string): number | null {
  const at = new URLSearchParams(search).get('at')
  const atMs = at === null ? Number.NaN : Date.parse(at.replace(' ', '+'))
  return Number.isNaN(atMs) ? null : atMs
}

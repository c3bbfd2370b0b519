/** When silence of a board means that its readings are stale (wire protocol): more than three frame periods and a second. */

export const staleness = { periods: 3, extraMs: 1000 } as const

export const staleAfterMs = (
  rateHz: number,
  { periods, extraMs }: { readonly periods: number; readonly extraMs: number } = staleness,
): number => (periods * 1000) / rateHz + extraMs

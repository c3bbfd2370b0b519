/** Readings are stale after a silence of more than three frame periods plus a second (wire protocol). */

export const staleness = { periods: 3, extraMs: 1000 } as const

export const staleAfterMs = (
  rateHz: number,
  { periods, extraMs }: { readonly periods: number; readonly extraMs: number } = staleness,
): number => (periods * 1000) / rateHz + extraMs

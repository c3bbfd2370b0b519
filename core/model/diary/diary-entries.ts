/** What the diary keeps beside check-ins: other loads on the tendon, flare-ups, changes of the seat, notes. */

/** Other loads, which may last some minutes. */
export const loadKinds = ['run', 'hills', 'driving', 'gym', 'stairs'] as const
export const entryKinds = [...loadKinds, 'flare-up', 'surface', 'chair', 'note'] as const
export type EntryKind = (typeof entryKinds)[number]

export const mostEntryMin = 1440

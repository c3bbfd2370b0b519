/** The store as one person may see it: only the stretches of time in which the cushion was theirs. The queries ask for no more. */
import type { Range, StepRange, Store } from '../../../../store/store.ts'
import type { Stretch } from '../policy/authorize.ts'

export function sitterStore(store: Store, cushion: string, stretches: readonly Stretch[]): Store {
  const within = (range: Range): readonly Range[] =>
    range.cushion !== cushion
      ? []
      : stretches.flatMap(({ fromMs, toMs }) => {
          const from = Math.max(range.fromMs, fromMs)
          const to = Math.min(range.toMs, toMs ?? Number.MAX_SAFE_INTEGER)
          return from < to ? [{ cushion, fromMs: from, toMs: to }] : []
        })
  async function* each<T>(range: Range, read: (range: Range) => AsyncIterable<readonly T[]>) {
    for (const part of within(range)) yield* read(part)
  }
  const { cells, marks, steps } = store
  return {
    name: store.name,
    // Opened and closed by its owner; this is a window onto it.
    start: async () => {},
    stop: async () => {},
    write: () => Promise.reject(new Error('Nothing is written through a window onto the store.')),
    erase: () => Promise.reject(new Error('Nothing is erased through a window onto the store.')),
    cushions: async () => (await store.cushions()).filter((one) => one.cushion === cushion),
    frames: (range) => each(range, (part) => store.frames(part)),
    minutes: (range) => each(range, (part) => store.minutes(part)),
    events: (range) => each(range, (part) => store.events(part)),
    bouts: async (range) => (await Promise.all(within(range).map((part) => store.bouts(part)))).flat(),
    ...(steps === undefined
      ? {}
      : {
          steps: async ({ stepMs, ...range }: StepRange) =>
            (await Promise.all(within(range).map((part) => steps.call(store, { ...part, stepMs })))).flat(),
        }),
    ...(cells === undefined
      ? {}
      : {
          cells: async (range: Range) =>
            Math.max(0, ...(await Promise.all(within(range).map((part) => cells.call(store, part))))),
        }),
    ...(marks === undefined
      ? {}
      : {
          marks: async (asked: string, days: readonly { fromMs: number; toMs: number }[]) =>
            await marks.call(store, asked, days),
        }),
  }
}

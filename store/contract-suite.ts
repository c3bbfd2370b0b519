/**
 * What every driver of the store has to do, as tests. Run with `describeStore` for each driver; not part of the program.
 */
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RecordBatch } from '../contract/record.ts'
import type { Bout } from '../core/model/schemas/bouts.ts'
import type { CushionEvent } from '../core/model/schemas/events.ts'
import type { MinuteSummary } from '../core/model/schemas/minutes.ts'
import { type ExportKind, exportKinds, exportRows } from './export.ts'
import { readSteps } from './frame-steps.ts'
import type { Range, StepRange, Store } from './store.ts'
import { batchOf, columnsOf, frameBatch, framesFrom, t0 } from './testing.ts'

export interface StoreUnderTest {
  /** Empty and started. */
  readonly store: Store
  /** The same content in a new object, as after a restart of the program. */
  reopen(): Promise<Store>
  dispose(): Promise<void>
}

const everything = { cushion: 'desk-1', fromMs: 0, toMs: Date.parse('2100-01-01T00:00:00.000Z') }

/** One set of files for all drivers. */
const golden = join(import.meta.dirname, 'golden')

const minuteAt = (atMs: number, change: Partial<MinuteSummary> = {}): MinuteSummary => ({
  atMs,
  seatedS: 60,
  unknownS: 0,
  emptyS: 0,
  leftMeanKpa: 12.3456789,
  leftMaxKpa: 14.1,
  rightMeanKpa: 11.25,
  rightMaxKpa: 13,
  leftPtiKpaMin: 12.3456789,
  rightPtiKpaMin: 11.25,
  leftLoadKpaMin: 210.4,
  rightLoadKpaMin: 190,
  leftMeanRelative: null,
  rightMeanRelative: null,
  weightShifts: 1,
  pressureReliefs: 0,
  movements: 2,
  frames: 600,
  ...change,
})

const eventAt = (
  atMs: number,
  kind: CushionEvent['kind'],
  more: Record<string, unknown> = {},
): CushionEvent => ({
  v: 1,
  at: new Date(atMs).toISOString(),
  kind,
  ...more,
})

async function all<T>(chunks: AsyncIterable<readonly T[]>): Promise<T[]> {
  const list: T[] = []
  for await (const chunk of chunks) list.push(...chunk)
  return list
}

const byTime = (events: readonly CushionEvent[]) =>
  [...events].sort((a, b) => (JSON.stringify([a.at, a]) < JSON.stringify([b.at, b]) ? -1 : 1))

/** One store's whole content of a cushion, to compare ways of getting there. */
async function contentOf(store: Store, cushion = 'desk-1') {
  const range = { ...everything, cushion }
  return {
    frames: await all(store.frames(range)),
    minutes: await all(store.minutes(range)),
    bouts: await store.bouts(range),
    events: await all(store.events(range)),
  }
}

/** A fixed content with a bit of everything, used to compare the exports of drivers byte by byte. */
function sampleBatches(): RecordBatch[] {
  const late = framesFrom(t0 + 3_600_000, 20, 3).map((frame) => ({ ...frame, kpa: null }))
  const holes = framesFrom(t0 + 90_000, 10).map((frame) => ({
    ...frame,
    kpa: frame.counts.map((_, i) => (i % 3 ? 1.07 * i : null)),
  }))
  return [
    frameBatch(framesFrom(t0, 700), {
      minutes: [minuteAt(t0), minuteAt(t0 + 60_000, { leftMeanKpa: null, seatedS: 0.1 + 0.2 })],
    }),
    frameBatch(
      holes.map((frame) => ({ ...frame, kpa: frame.kpa.map((kpa) => kpa && Math.round(kpa * 100) / 100) })),
    ),
    frameBatch(late, { bouts: [{ startedAtMs: t0, endedAtMs: t0 + 1_234_567, boutS: 1234.567 }] }),
    batchOf({
      events: [
        eventAt(t0, 'bout-started'),
        eventAt(t0 + 5000, 'weight-shift', { side: 'left', s: 17.5 }),
        eventAt(t0 + 5000, 'alert-raised', {
          alertId: 'a-1',
          alertKind: 'load',
          side: 'left',
          level: 'warning',
        }),
        eventAt(t0 + 5000, 'alert-raised', {
          alertId: 'a-2',
          alertKind: 'load',
          side: 'right',
          level: 'warning',
        }),
        eventAt(t0 + 6000, 'tare', {
          detail: 'a "quoted", comma\\slash\nline; Sitzhöcker ✓',
          offsets: [1, 2.5],
        }),
      ],
    }),
  ]
}

async function exported(store: Store, what: ExportKind, format: 'csv' | 'jsonl'): Promise<string> {
  let text = ''
  for await (const piece of exportRows(store, { ...everything, what, format })) text += piece
  return text
}

export function describeStore(name: string, makeStore: () => Promise<StoreUnderTest>): void {
  describe(`store ${name}`, () => {
    let under: StoreUnderTest
    let store: Store
    beforeEach(async () => {
      under = await makeStore()
      store = under.store
    })
    afterEach(() => under.dispose())

    const write = async (...batches: RecordBatch[]) => {
      const { setAside } = await store.write(batches)
      expect(setAside).toEqual([])
    }
    const framesIn = (change: Partial<Range> = {}) => all(store.frames({ ...everything, ...change }))

    describe('frames', () => {
      it('come back exactly as they were written, in order of time', async () => {
        const frames = framesFrom(t0, 1500)
        await write(frameBatch(frames))
        expect(await framesIn()).toEqual(frames)
      })

      it('come back after a restart, the running minute included', async () => {
        const frames = framesFrom(t0 + 30_000, 777)
        for (let i = 0; i < frames.length; i += 7) await write(frameBatch(frames.slice(i, i + 7)))
        store = await under.reopen()
        expect(await framesIn()).toEqual(frames)
        await write(frameBatch(framesFrom(t0 + 30_000 + 77_700, 10)))
        expect(await framesIn()).toEqual(framesFrom(t0 + 30_000, 787))
      })

      it('are there once when a batch comes twice', async () => {
        const batch = frameBatch(framesFrom(t0, 130))
        await write(batch)
        await write(batch, batch)
        expect(await framesIn()).toEqual(framesFrom(t0, 130))
      })

      it('are in order whatever order the batches came in', async () => {
        const frames = framesFrom(t0, 2000)
        const batches = Array.from({ length: 20 }, (_, i) => frameBatch(frames.slice(i * 100, i * 100 + 100)))
        const shuffled = [7, 3, 19, 0, 12, 5, 1, 18, 2, 16, 4, 9, 6, 11, 8, 17, 10, 15, 13, 14]
        for (const i of shuffled) await write(...batches.slice(i, i + 1))
        expect(await framesIn()).toEqual(frames)
      })

      it('of overlapping batches are there once', async () => {
        await write(frameBatch(framesFrom(t0, 900)))
        await write(frameBatch(framesFrom(t0 + 45_000, 900)), frameBatch(framesFrom(t0 - 30_000, 400)))
        expect(await framesIn()).toEqual(framesFrom(t0 - 30_000, 1650))
      })

      it('fill holes between frames that were stored before', async () => {
        const frames = framesFrom(t0, 1300)
        await write(frameBatch(frames.filter((_, i) => i % 3 === 0)))
        await write(frameBatch(framesFrom(t0 + 600_000, 5)))
        await write(frameBatch(frames.filter((_, i) => i % 3 !== 0)))
        expect(await framesIn()).toEqual([...frames, ...framesFrom(t0 + 600_000, 5)])
      })

      it('that come months late take their place', async () => {
        const old = framesFrom(t0 - 90 * 86_400_000, 610)
        await write(frameBatch(framesFrom(t0, 10)))
        for (let i = 0; i < old.length; i += 61) {
          await write(frameBatch(framesFrom(t0 + 1000 + i * 100, 61)), frameBatch(old.slice(i, i + 61)))
        }
        expect(await framesIn({ toMs: t0 })).toEqual(old)
        expect(await framesIn({ fromMs: t0 })).toEqual(framesFrom(t0, 620))
      })

      it('of a range include its start and exclude its end', async () => {
        await write(frameBatch(framesFrom(t0, 100)))
        expect(await framesIn({ fromMs: t0 + 1000, toMs: t0 + 2000 })).toEqual(framesFrom(t0 + 1000, 10))
        expect(await framesIn({ fromMs: t0 + 1000, toMs: t0 + 1000 })).toEqual([])
        expect(await framesIn({ fromMs: t0 + 1001, toMs: t0 + 1100 })).toEqual([])
        expect(await framesIn({ fromMs: t0 + 60_000 })).toEqual([])
      })

      it('keep unknown pressures unknown', async () => {
        const frames = framesFrom(t0, 50).map((frame, i) => ({
          ...frame,
          kpa:
            frame.kpa?.map((kpa, cell) => (i > 40 || cell === 2 || (i + cell) % 5 === 0 ? null : kpa)) ??
            null,
        }))
        await write(frameBatch(frames))
        expect(await framesIn()).toEqual(frames)
      })

      it('of relative mode have no pressures, also beside calibrated ones in one minute', async () => {
        const relative = framesFrom(t0, 20).map((frame) => ({ ...frame, kpa: null }))
        const calibrated = framesFrom(t0 + 2000, 20)
        await write(frameBatch(relative), frameBatch(calibrated))
        expect(await framesIn()).toEqual([...relative, ...calibrated])
      })

      it('of another board with more or fewer cells stand beside each other', async () => {
        const frames = [
          ...framesFrom(t0, 30, 64),
          ...framesFrom(t0 + 3000, 30, 1),
          ...framesFrom(t0 + 6000, 30, 16),
        ]
        await write(
          frameBatch(frames.slice(0, 30)),
          frameBatch(frames.slice(30, 60)),
          frameBatch(frames.slice(60)),
        )
        expect(await framesIn()).toEqual(frames)
        expect(await store.cells?.(everything)).toBe(64)
        expect(await store.cells?.({ ...everything, fromMs: t0 + 86_400_000 })).toBe(0)
      })

      it('keep wrapping counters, reboots and gaps of hours', async () => {
        const [a, b, c, d] = framesFrom(t0, 4)
        if (!a || !b || !c || !d) throw new Error('four frames')
        const frames = [
          { ...a, seq: 2 ** 32 - 1, boardMs: 2 ** 32 - 50 },
          { ...b, seq: 0, boardMs: 50 },
          { ...c, seq: 0, boardMs: 3, boot: 4 },
          { ...d, atMs: t0 + 7 * 3_600_000, seq: 9, boardMs: 25_200_003, boot: 4 },
        ]
        await write(frameBatch(frames))
        expect(await framesIn()).toEqual(frames)
      })

      it('of any values come back exactly, however they are cut into batches', async () => {
        const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
        const kpa = fc.option(fc.integer({ min: -500, max: 2_000_000 }).map((steps) => steps / 100))
        const frame = (cells: number) =>
          fc.record({
            boot: u32,
            seq: u32,
            boardMs: u32,
            counts: fc.array(fc.integer({ min: 0, max: 65_535 }), { minLength: cells, maxLength: cells }),
            kpa: fc.array(kpa, { minLength: cells, maxLength: cells }),
          })
        const frames = fc
          .integer({ min: 1, max: 9 })
          .chain((cells) => fc.array(frame(cells), { minLength: 1, maxLength: 40 }))
        let epoch = 0
        await fc.assert(
          fc.asyncProperty(
            frames,
            fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 40, maxLength: 40 }),
            fc.nat(39),
            async (made, steps, cut) => {
              const fromMs = t0 + ++epoch * 86_400_000 * 3
              let atMs = fromMs
              const timed = made.map((one, i) => {
                atMs += steps[i] ?? 1
                return { ...one, atMs }
              })
              await write(
                ...[timed.slice(cut), timed.slice(0, cut)]
                  .filter((part) => part.length > 0)
                  .map((part) => frameBatch(part)),
              )
              expect(await framesIn({ fromMs, toMs: atMs + 1 })).toEqual(timed)
            },
          ),
          { numRuns: 25 },
        )
      })
    })

    describe('minutes', () => {
      it('come back exactly, unknown values as null', async () => {
        const minutes = [
          minuteAt(t0),
          minuteAt(t0 + 60_000, {
            seatedS: 0.1 + 0.2,
            leftMeanKpa: null,
            leftMaxKpa: null,
            leftMeanRelative: 1.0625,
          }),
          minuteAt(t0 + 120_000, {
            seatedS: 0,
            unknownS: 60,
            leftPtiKpaMin: 1e-7,
            rightLoadKpaMin: 123_456.789,
            frames: 0,
          }),
        ]
        await write(batchOf({ minutes }))
        await write(batchOf({ minutes: minutes.slice(1) }))
        expect(await all(store.minutes(everything))).toEqual(minutes)
        expect(await all(store.minutes({ ...everything, fromMs: t0 + 60_000, toMs: t0 + 120_000 }))).toEqual([
          minutes[1],
        ])
      })

      it('of many days come in order, in pieces', async () => {
        const minutes = Array.from({ length: 4500 }, (_, i) => minuteAt(t0 + i * 60_000, { seatedS: i % 61 }))
        await write(batchOf({ minutes: minutes.slice(2000) }), batchOf({ minutes: minutes.slice(0, 2000) }))
        expect(await all(store.minutes(everything))).toEqual(minutes)
      })
    })

    describe('steps', () => {
      const steps = (range: Partial<StepRange>) => readSteps(store, { ...everything, stepMs: 1000, ...range })
      /** What the frames say when they are read one by one. */
      const plain = (range: Partial<StepRange>) =>
        readSteps({ frames: (of) => store.frames(of) }, { ...everything, stepMs: 1000, ...range })

      it('are the means of the frames, without those that have none', async () => {
        const frames = framesFrom(t0, 1300).filter((_, i) => i < 400 || i > 620)
        const holed = frames.map((frame, i) => ({
          ...frame,
          kpa: frame.kpa?.map((kpa, cell) => (cell === 7 || (i % 50 > 30 && cell < 3) ? null : kpa)) ?? null,
        }))
        await write(frameBatch(holed))
        const found = await steps({})
        expect(found).toHaveLength(108)
        expect(found).toEqual(await plain({}))
        expect(await steps({ fromMs: t0 + 500, toMs: t0 + 2500 })).toEqual(
          await plain({ fromMs: t0 + 500, toMs: t0 + 2500 }),
        )
        expect(await steps({ fromMs: t0 + 86_400_000 })).toEqual([])
        expect(await steps({ cushion: 'nobody' })).toEqual([])
      })

      it('know relative mode, cells that are all left out, and another board', async () => {
        const relative = framesFrom(t0, 20).map((frame) => ({ ...frame, kpa: null }))
        const unknown = framesFrom(t0 + 2000, 20).map((frame) => ({
          ...frame,
          kpa: frame.counts.map(() => null),
        }))
        await write(frameBatch(relative), frameBatch(unknown), frameBatch(framesFrom(t0 + 4000, 20, 16)))
        expect(await steps({})).toEqual(await plain({}))
        expect((await steps({})).map(({ kpa, counts }) => [kpa?.length, counts?.length])).toEqual([
          [undefined, 8],
          [undefined, 8],
          [8, undefined],
          [8, undefined],
          [16, undefined],
          [16, undefined],
        ])
        expect(await steps({ fromMs: t0 + 2000, toMs: t0 + 4000 })).toEqual(
          await plain({ fromMs: t0 + 2000, toMs: t0 + 4000 }),
        )
      })
    })

    describe('marks', () => {
      const hours = Array.from({ length: 4 }, (_, i) => ({
        fromMs: t0 + i * 3_600_000,
        toMs: t0 + (i + 1) * 3_600_000,
      }))
      /** Which of the four hours got another mark. */
      const changedBy = async (...batches: RecordBatch[]) => {
        const before = await store.marks?.('desk-1', hours)
        await write(...batches)
        const after = await store.marks?.('desk-1', hours)
        return hours.flatMap((_, i) => (before?.[i] === after?.[i] ? [] : [i]))
      }

      it('change with what comes into their stretch, and only then', async () => {
        const bout = { startedAtMs: t0 + 3_600_000, endedAtMs: t0 + 3_700_000, boutS: 100 }
        const longer = { ...bout, endedAtMs: t0 + 3_800_000, boutS: 200 }
        const minute = batchOf({ minutes: [minuteAt(t0)] })
        await write(batchOf({ minutes: [minuteAt(t0 - 60_000)] }))
        expect(await changedBy(minute)).toEqual([0])
        expect(await changedBy(minute)).toEqual([])
        expect(await changedBy(batchOf({ minutes: [minuteAt(t0 + 4 * 3_600_000)] }))).toEqual([])
        expect(await changedBy(batchOf({ bouts: [bout] }))).toEqual([1])
        expect(await changedBy(batchOf({ bouts: [longer] }))).toEqual([1])
        expect(await changedBy(batchOf({ bouts: [bout] }))).toEqual([])
        expect(await changedBy(batchOf({ events: [eventAt(t0 + 7_200_000, 'tare')] }))).toEqual([2])
        expect(await changedBy(batchOf({ cushion: 'desk-2', minutes: [minuteAt(t0)] }))).toEqual([])
      })

      it('of stretches that begin at a quarter are as good', async () => {
        const quarters = hours.map(({ fromMs, toMs }) => ({ fromMs: fromMs + 900_000, toMs: toMs + 900_000 }))
        await write(batchOf({ minutes: [minuteAt(t0 + 14 * 60_000), minuteAt(t0 + 16 * 60_000)] }))
        const before = await store.marks?.('desk-1', quarters)
        await write(batchOf({ minutes: [minuteAt(t0 + 74 * 60_000)] }))
        const after = await store.marks?.('desk-1', quarters)
        expect(after?.map((mark, i) => mark === before?.[i])).toEqual([false, true, true, true])
      })
    })

    describe('bouts', () => {
      const bout = (s: number): Bout => ({ startedAtMs: t0, endedAtMs: t0 + s * 1000, boutS: s })
      it('that went on are kept with their latest end, in whatever order the versions came', async () => {
        const other = { startedAtMs: t0 + 3_600_000, endedAtMs: t0 + 3_700_000, boutS: 99.5 }
        await write(batchOf({ bouts: [bout(60)] }))
        await write(batchOf({ bouts: [bout(180), other] }), batchOf({ bouts: [bout(120)] }))
        await write(batchOf({ bouts: [bout(90)] }))
        expect(await store.bouts(everything)).toEqual([bout(180), other])
      })
      it('belong to the range in which they started', async () => {
        await write(batchOf({ bouts: [bout(600)] }))
        expect(await store.bouts({ ...everything, fromMs: t0, toMs: t0 + 1 })).toEqual([bout(600)])
        expect(await store.bouts({ ...everything, fromMs: t0 + 1 })).toEqual([])
        expect(await store.bouts({ ...everything, toMs: t0 })).toEqual([])
      })
    })

    describe('events', () => {
      it('come back with every field, once, also when two share a millisecond', async () => {
        const events = [
          eventAt(t0, 'bout-started'),
          eventAt(t0 + 1, 'alert-raised', {
            alertId: 'a',
            alertKind: 'load',
            side: 'left',
            level: 'warning',
          }),
          eventAt(t0 + 1, 'alert-raised', {
            alertId: 'b',
            alertKind: 'load',
            side: 'right',
            level: 'exceeded',
          }),
          eventAt(t0 + 1, 'weight-shift', { side: 'left', s: 20.25 }),
          eventAt(t0 + 1, 'weight-shift', { side: 'right', s: 20.25 }),
          eventAt(t0 + 2, 'cell-fault', { cell: 0, verdict: 'stuck' }),
          eventAt(t0 + 2, 'cell-fault', { cell: 1, verdict: 'stuck' }),
          eventAt(t0 + 3, 'tare', {
            detail: 'quote " comma , slash \\ line \n umlaut ö sign ✓ 🙂',
            more: { a: [1, null] },
          }),
        ]
        await write(batchOf({ events }))
        await write(batchOf({ events }), batchOf({ events: events.slice(2, 5) }))
        expect(byTime(await all(store.events(everything)))).toEqual(byTime(events))
        expect(await all(store.events({ ...everything, fromMs: t0 + 3 }))).toEqual(events.slice(-1))
        expect(await all(store.events({ ...everything, toMs: t0 + 1 }))).toEqual(events.slice(0, 1))
      })

      it('of a kind from a newer version come back with whatever they carry', async () => {
        const events = [
          eventAt(t0, 'posture-guessed-2', { level: 3, side: ['left'], alertKind: 'posture', cell: 1.5 }),
          eventAt(t0, 'Posture', { alertId: { of: 'a' }, detail: null }),
          eventAt(t0, 'tare'),
        ]
        await write(batchOf({ events }))
        expect(byTime(await all(store.events(everything)))).toEqual(byTime(events))
      })

      it('by the thousand come in order and complete', async () => {
        const events = Array.from({ length: 2500 }, (_, i) =>
          eventAt(t0 + Math.floor(i / 3) * 10, 'cell-fault', { cell: i % 3 }),
        )
        await write(batchOf({ events }))
        const read = await all(store.events(everything))
        expect(byTime(read)).toEqual(byTime(events))
        expect(read.map(({ at }) => at)).toEqual(events.map(({ at }) => at))
      })
    })

    describe('batches', () => {
      it('of all kinds give the same content in any order, twice or not', async () => {
        const batches = sampleBatches()
        await write(...batches)
        const straight = await contentOf(store)
        const others = batches.map((batch) => ({ ...batch, cushion: 'desk-2' }))
        for (const batch of [...others].reverse()) await write(batch)
        await write(...others)
        expect(await contentOf(store, 'desk-2')).toEqual(straight)
        expect(straight.frames).toHaveLength(730)
        expect(straight.events).toHaveLength(5)
      })

      it('that correct earlier ones of the same write win, however large those are', async () => {
        const event = (detail: string) => eventAt(t0, 'tare', { detail })
        const filler = Array.from({ length: 3000 }, (_, i) => eventAt(t0 + 1 + i, 'cell-fault', { cell: 1 }))
        const bout = (s: number): Bout => ({ startedAtMs: t0, endedAtMs: t0 + s * 1000, boutS: s })
        for (let round = 1; round <= 5; round++) {
          await write(
            batchOf({ events: [...filler, event(`first ${round}`)] }),
            frameBatch(framesFrom(t0, 3000), {
              minutes: [minuteAt(t0, { seatedS: 1 })],
              bouts: [bout(round * 10)],
            }),
            batchOf({
              events: [event(`corrected ${round}`)],
              minutes: [minuteAt(t0, { seatedS: 30 + round })],
              bouts: [bout(round * 10 + 5)],
            }),
          )
          const { minutes, bouts, events } = await contentOf(store)
          expect(minutes.map(({ seatedS }) => seatedS)).toEqual([30 + round])
          expect(bouts).toEqual([bout(round * 10 + 5)])
          expect(events.find(({ kind }) => kind === 'tare')?.detail).toBe(`corrected ${round}`)
        }
      })

      it('that mix simulated and real data under one id are set aside with the reason', async () => {
        await write(
          frameBatch(framesFrom(t0, 5)),
          frameBatch(framesFrom(t0, 5), { cushion: 'sim-1', simulated: true }),
        )
        const wrong = frameBatch(framesFrom(t0 + 5000, 5), { simulated: true })
        const alsoWrong = frameBatch(framesFrom(t0 + 5000, 5), { cushion: 'sim-1' })
        const fine = frameBatch(framesFrom(t0 + 500, 5))
        const { setAside } = await store.write([wrong, fine, alsoWrong])
        expect(setAside.map(({ batch }) => batch)).toEqual([wrong, alsoWrong])
        expect(setAside[0]?.reason).toMatch(/is simulated, but the data stored under this id is real/)
        expect(await framesIn()).toEqual(framesFrom(t0, 10))
        store = await under.reopen()
        expect((await store.write([wrong])).setAside).toHaveLength(1)
      })

      it('that no store can keep are set aside, the others are stored', async () => {
        const [frame] = framesFrom(t0, 1)
        if (!frame) throw new Error('a frame')
        const uneven = batchOf({ frames: { ...columnsOf([frame]), seq: [1, 2] } })
        const before = frameBatch([{ ...frame, atMs: -5 }])
        const { setAside } = await store.write([uneven, before, frameBatch([frame])])
        expect(setAside.map(({ batch }) => batch)).toEqual([uneven, before])
        expect(await framesIn()).toEqual([frame])
      })

      it('of true time that run through the times of a wrong clock overwrite no reading, twice or not', async () => {
        const wrong = framesFrom(t0, 1200)
        const right = framesFrom(t0 + 55_000, 100).map((frame) => ({
          ...frame,
          boot: 9,
          seq: frame.seq + 77,
        }))
        await write(frameBatch(wrong))
        const crossing = (from: number, to: number) => frameBatch(right.slice(from, to), { crossing: true })
        await write(crossing(0, 40), crossing(40, 100))
        await write(crossing(0, 40))
        await write(frameBatch(wrong.slice(0, 700)), crossing(20, 60))
        const kept = await framesIn()
        expect(kept).toHaveLength(1300)
        expect(kept.filter(({ boot }) => boot !== 9)).toEqual(wrong)
        expect(kept.filter(({ boot }) => boot === 9)).toEqual(
          right.map((frame) => ({ ...frame, atMs: frame.atMs + 1 })),
        )
      })

      it('with an event of a kind that is not known yet keep it', async () => {
        const event: CushionEvent = { v: 1, at: new Date(t0).toISOString(), kind: 'seat-heated', s: 3 }
        await write(batchOf({ events: [event] }))
        expect(await all(store.events(everything))).toEqual([event])
      })

      it('without any content are taken', async () => {
        await write()
        await write(
          batchOf({}),
          batchOf({ frames: { atMs: [], boot: [], seq: [], boardMs: [], counts: [], kpa: null } }),
        )
        expect(await contentOf(store)).toEqual({ frames: [], minutes: [], bouts: [], events: [] })
      })
    })

    it('lists its cushions with the time of their first and last data', async () => {
      expect(await store.cushions()).toEqual([])
      await write(
        batchOf({ cushion: 'b', minutes: [minuteAt(t0)] }),
        frameBatch(framesFrom(t0 + 100_000, 11), { cushion: 'b' }),
        frameBatch(framesFrom(t0, 1300), { cushion: 'a', simulated: true }),
        batchOf({ cushion: 'c', events: [eventAt(t0 + 7, 'tare')] }),
        batchOf({ cushion: 'd' }),
      )
      store = await under.reopen()
      expect(await store.cushions()).toEqual([
        { cushion: 'a', simulated: true, firstAtMs: t0, lastAtMs: t0 + 129_900 },
        { cushion: 'b', simulated: false, firstAtMs: t0, lastAtMs: t0 + 101_000 },
        { cushion: 'c', simulated: false, firstAtMs: t0 + 7, lastAtMs: t0 + 7 },
        { cushion: 'd', simulated: false, firstAtMs: null, lastAtMs: null },
      ])
    })

    it('erases a range and nothing beside it, and once more what a failure left', async () => {
      const minute = 60_000
      const stays = [
        frameBatch(framesFrom(t0, 900)),
        batchOf({
          cushion: 'desk-2',
          minutes: [minuteAt(t0 + 2 * minute)],
          events: [eventAt(t0 + 2 * minute, 'tare')],
        }),
      ]
      await write(...stays)
      const before = [await contentOf(store), await contentOf(store, 'desk-2')]
      // The first frame to go lies in the same minute as the last one that stays, which another write packed.
      const fromMs = t0 + 90_000
      await write(
        frameBatch(framesFrom(fromMs, 4000)),
        batchOf({
          minutes: [minuteAt(t0 + 2 * minute), minuteAt(t0 + 26 * 60 * minute)],
          bouts: [{ startedAtMs: fromMs, endedAtMs: fromMs + 5 * minute, boutS: 300 }],
          events: [eventAt(fromMs, 'tare')],
        }),
      )
      const range = { cushion: 'desk-1', fromMs, toMs: everything.toMs }
      await store.erase(range)
      expect([await contentOf(store), await contentOf(store, 'desk-2')]).toEqual(before)
      await store.erase(range)
      await store.erase({ ...range, cushion: 'nobody' })
      store = await under.reopen()
      expect([await contentOf(store), await contentOf(store, 'desk-2')]).toEqual(before)
    })

    it('gives nothing of a cushion that it does not know', async () => {
      expect(await contentOf(store, 'nobody')).toEqual({ frames: [], minutes: [], bouts: [], events: [] })
      expect(await contentOf(store, "x' OR '1'='1")).toEqual({
        frames: [],
        minutes: [],
        bouts: [],
        events: [],
      })
    })

    it('exports the same bytes as every other store', async () => {
      await write(...sampleBatches())
      for (const what of exportKinds) {
        for (const format of ['csv', 'jsonl'] as const) {
          await expect(await exported(store, what, format)).toMatchFileSnapshot(
            join(golden, `export-${what}.${format}`),
          )
        }
      }
    })
  })
}

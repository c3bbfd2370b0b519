import { expect, test } from 'vitest'
import { ZoneDays } from '../../../core/time/zone-days.ts'
import type { Stretch } from '../../../store/store.ts'
import { aBout, aMinute, FakeStore, startMs } from '../testing.ts'
import { DayCache } from './day-cache.ts'

/** A store whose marks follow its contents, and that records which minutes were read. */
class MarkingStore extends FakeStore {
  readonly asked: string[] = []

  async marks(_cushion: string, stretches: readonly Stretch[]) {
    return stretches.map(({ fromMs, toMs }) => {
      const within = (atMs: number) => atMs >= fromMs && atMs < toMs
      const minutes = this.minuteRows.filter((row) => within(row.atMs))
      const bouts = this.boutRows.filter((row) => within(row.startedAtMs))
      return `${minutes.length} ${bouts.reduce((sum, bout) => sum + bout.endedAtMs, 0)}`
    })
  }
  override minutes(range: Parameters<FakeStore['minutes']>[0]) {
    this.asked.push(
      `${new Date(range.fromMs).toISOString().slice(0, 10)}+${(range.toMs - range.fromMs) / dayMs}`,
    )
    return super.minutes(range)
  }
}

const dayMs = 86_400_000
const days = new ZoneDays({ zone: 'UTC', startHour: 0 }).between(startMs - 2 * dayMs, startMs + 2 * dayMs)

function withDays() {
  const store = new MarkingStore()
  for (let day = -2; day < 2; day++) {
    store.minuteRows.push(aMinute(startMs + day * dayMs), aMinute(startMs + day * dayMs + 60_000))
    store.boutRows.push(aBout(startMs + day * dayMs, 120))
  }
  return { store, cache: new DayCache(store) }
}

test('days that have not changed are not read again', async () => {
  const { store, cache } = withDays()
  const first = await cache.summaries('desk-1', days)
  expect(first.map(({ seatedS }) => seatedS)).toEqual([120, 120, 120, 120])
  expect(store.asked).toEqual(['2026-02-28+5'])
  expect(await cache.summaries('desk-1', days)).toEqual(first)
  expect(store.asked).toHaveLength(1)
})

test('late data of one day has that day read again, and only it', async () => {
  const { store, cache } = withDays()
  await cache.summaries('desk-1', days)
  store.minuteRows.splice(2, 0, aMinute(startMs - 2 * dayMs + 120_000))
  const after = await cache.summaries('desk-1', days)
  expect(after.map(({ seatedS }) => seatedS)).toEqual([180, 120, 120, 120])
  expect(store.asked.slice(1)).toEqual(['2026-02-28+1'])
})

test('a bout that goes on has its day read again', async () => {
  const { store, cache } = withDays()
  await cache.summaries('desk-1', days)
  store.boutRows[3] = aBout(startMs + dayMs, 600)
  expect((await cache.summaries('desk-1', days)).at(-1)?.longestBoutS).toBe(600)
})

test('another cushion and other days are their own', async () => {
  const { store, cache } = withDays()
  await cache.summaries('desk-1', days)
  await cache.summaries('desk-2', days)
  const berlin = new ZoneDays({ zone: 'Europe/Berlin', startHour: 4 }).between(startMs, startMs + dayMs)
  await cache.summaries('desk-1', berlin)
  expect(store.asked).toHaveLength(3)
})

test('an old unchanged day is not even counted again for a minute; a recent one always is', async () => {
  const { store } = withDays()
  const now = { wallMs: startMs + 4 * dayMs, monoMs: 0 }
  const cache = new DayCache(store, { wallMs: () => now.wallMs, monoMs: () => now.monoMs })
  const counted: number[] = []
  const marks = store.marks.bind(store)
  store.marks = (cushion, stretches) => {
    counted.push(stretches.length)
    return marks(cushion, stretches)
  }
  const seated = async (afterMs: number) => {
    now.monoMs += afterMs
    return (await cache.summaries('desk-1', days)).map(({ seatedS }) => seatedS)
  }
  await seated(0)
  store.minuteRows.splice(2, 0, aMinute(startMs - 2 * dayMs + 120_000))
  expect(await seated(1000)).toEqual([180, 120, 120, 120])
  await seated(6000)
  expect(counted).toEqual([5, 5, 5])
  // Four of the five days ended three days ago or earlier, one of them empty.
  store.minuteRows.splice(3, 0, aMinute(startMs - 2 * dayMs + 180_000))
  store.minuteRows.push(aMinute(startMs + dayMs + 120_000))
  expect(await seated(59_000)).toEqual([180, 120, 120, 180])
  expect(await seated(2000)).toEqual([240, 120, 120, 180])
  expect(counted.slice(3)).toEqual([2, 5])
})

test('a store without marks is read each time', async () => {
  const store = new FakeStore()
  store.minuteRows.push(aMinute(startMs))
  const cache = new DayCache(store)
  expect(await cache.summaries('desk-1', days)).toHaveLength(1)
  store.minuteRows.push(aMinute(startMs + 60_000))
  expect((await cache.summaries('desk-1', days))[0]?.seatedS).toBe(120)
})

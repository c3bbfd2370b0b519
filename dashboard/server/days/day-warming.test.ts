import { expect, test } from 'vitest'
import { ZoneDays } from '../../../core/time/zone-days.ts'
import type { Stretch } from '../../../store/store.ts'
import { aMinute, FakeStore, startMs } from '../testing.ts'
import { DayCache } from './day-cache.ts'
import { DayWarming } from './day-warming.ts'

const dayMs = 86_400_000
const day = { zone: 'Europe/Berlin', startHour: 4 }

class MarkingStore extends FakeStore {
  reads = 0
  async marks(_cushion: string, stretches: readonly Stretch[]) {
    return stretches.map(({ fromMs, toMs }) =>
      String(this.minuteRows.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).length),
    )
  }
  override minutes(range: Parameters<FakeStore['minutes']>[0]) {
    this.reads++
    return super.minutes(range)
  }
}

function withYear(cushions = 1) {
  const store = new MarkingStore()
  for (let n = 0; n < 400; n++) store.minuteRows.push(aMinute(startMs + n * dayMs))
  const lastAtMs = startMs + 399 * dayMs
  const days = new DayCache(store)
  const known = Array.from({ length: cushions }, (_, i) => ({
    cushion: `desk-${i + 1}`,
    simulated: false,
    firstAtMs: startMs,
    lastAtMs,
  }))
  let away = true
  let asked = 0
  const warming = new DayWarming({
    days,
    day,
    cushions: async () => {
      asked++
      return away ? [] : known
    },
    pace: { firstMs: 1, againMs: 1, betweenMs: 1 },
  })
  const year = new ZoneDays(day).between(lastAtMs - 365 * dayMs, lastAtMs)
  return { store, days, warming, year, storeIsBack: () => (away = false), asked: () => asked }
}

test('soon after the start a year of days needs no reading any more, also when the store came late', async () => {
  const { store, days, warming, year, storeIsBack, asked } = withYear()
  warming.start()
  await expect.poll(() => asked()).toBeGreaterThan(3)
  expect(store.reads).toBe(0)
  storeIsBack()
  const months = 13
  await expect.poll(() => store.reads).toBe(months)
  expect(await days.summaries('desk-1', year)).toHaveLength(year.length)
  expect(store.reads).toBe(months)
  warming.stop()
})

test('it ends when the server does, and leaves a store of many cushions alone', async () => {
  const one = withYear()
  one.warming.start()
  await expect.poll(() => one.asked()).toBeGreaterThan(3)
  one.warming.stop()
  one.storeIsBack()
  const many = withYear(11)
  many.storeIsBack()
  many.warming.start()
  await expect.poll(() => many.asked()).toBe(1)
  // A third one, which does read, has started later and finished.
  const other = withYear()
  other.storeIsBack()
  other.warming.start()
  await expect.poll(() => other.store.reads).toBe(13)
  expect([one.store.reads, many.store.reads]).toEqual([0, 0])
})

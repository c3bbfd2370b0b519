/**
 * Which limits a cushion starts with, and the one moment that a broker in memory cannot show: two publish at once, and the
 * broker puts them in some order.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Tolerance } from '../../core/model/schemas/tolerance.ts'
import { nothingWatched, startingTolerance } from '../../core/model/tolerance-fields.ts'
import type { MqttLink } from '../../mqtt/mqtt-link.ts'
import { BrokerUnreachable } from '../../mqtt/mqtt-link.ts'
import { silentLog } from '../../platform/log.ts'
import { ToleranceKeeper } from './tolerance-keeper.ts'

const topic = 'sitbone/cushion/desk-1/tolerance'
const mine = { ...startingTolerance, boutMin: 3 }
const text = (tolerance: Tolerance) => JSON.stringify(tolerance)

let heard: (text: string) => void
let published: string[]
let kept: Map<string, string>
let refusing: boolean
let keeper: ToleranceKeeper
let make: (past: { simulated: boolean | null; lastAtMs: number | null }) => ToleranceKeeper

beforeEach(() => {
  vi.useFakeTimers()
  published = []
  kept = new Map()
  refusing = false
  const mqtt: Pick<MqttLink, 'subscribe' | 'publish'> = {
    subscribe: (_filter, _qos, handler) => {
      heard = (payload) => handler({ topic, payload: Buffer.from(payload), retained: false })
    },
    publish: async (_topic, payload) => {
      if (refusing) throw new BrokerUnreachable('gone')
      published.push(String(payload))
    },
  }
  const made = (past: { simulated: boolean | null; lastAtMs: number | null }) =>
    new ToleranceKeeper({
      cushion: 'desk-1',
      topic,
      outbox: {
        read: (_cushion: string, key: string) => kept.get(key) ?? null,
        write: (_cushion: string, key: string, value: string) => void kept.set(key, value),
      },
      mqtt,
      log: silentLog,
      initial: undefined,
      kept: past,
    })
  make = (past) => {
    keeper?.stop()
    keeper = made(past)
    keeper.start(() => {})
    keeper.connected(true)
    return keeper
  }
  make({ simulated: false, lastAtMs: 1 })
})
afterEach(() => {
  keeper.stop()
  vi.useRealTimers()
})

test('limits set in the moment in which the gateway publishes its own stay, whatever the order', () => {
  vi.advanceTimersByTime(1000)
  expect(published).toEqual([text(startingTolerance)])
  heard(text(mine))
  heard(text(startingTolerance)) // its own, which the broker got after the other
  expect(keeper.current).toEqual(mine)
  expect(kept.get('tolerance')).toBe(text(mine))
  expect(published.at(-1)).toBe(text(mine))
  heard(text(mine))
  expect(published).toHaveLength(2)
})

test('what was published before can be set again later', () => {
  vi.advanceTimersByTime(1000)
  heard(text(startingTolerance))
  heard(text(mine))
  heard(text(startingTolerance))
  expect(keeper.current).toEqual(startingTolerance)
})

test('what never reached the broker is not waited for', async () => {
  refusing = true
  vi.advanceTimersByTime(1000)
  await vi.advanceTimersByTimeAsync(0)
  heard(text(mine))
  heard(text(startingTolerance))
  expect(keeper.current).toEqual(startingTolerance)
})

describe('without limits that anybody has set', () => {
  const unseen = { simulated: null, lastAtMs: null }
  beforeEach(() => kept.clear())

  test('a new real cushion watches nothing, also after a restart', () => {
    make(unseen).boardKnown({ simulated: false })
    vi.advanceTimersByTime(1000)
    expect(keeper.current).toEqual(nothingWatched)
    expect(published).toEqual([text(nothingWatched)])
    expect(make({ simulated: false, lastAtMs: 1 }).current).toEqual(nothingWatched)
  })

  test('a new simulated cushion has the limits of the simulated sitter, also when its board answers late', () => {
    make(unseen)
    vi.advanceTimersByTime(1000)
    keeper.boardKnown({ simulated: true })
    expect(keeper.current).toEqual(startingTolerance)
    expect(published).toEqual([text(nothingWatched), text(startingTolerance)])
    heard(text(nothingWatched)) // its own, back from the broker
    heard(text(startingTolerance))
    expect(keeper.current).toEqual(startingTolerance)
    expect(make({ simulated: true, lastAtMs: 1 }).current).toEqual(startingTolerance)
  })

  test('what a person sets before the board answers stays', () => {
    make(unseen)
    heard(text(mine))
    keeper.boardKnown({ simulated: true })
    expect(keeper.current).toEqual(mine)
  })

  test.each([
    { simulated: false, lastAtMs: null },
    { simulated: null, lastAtMs: 1 },
  ])('a data folder of an earlier version keeps its limits: %o', (past) => {
    make(past).boardKnown({ simulated: false })
    expect(keeper.current).toEqual(startingTolerance)
    expect(kept.get('tolerance')).toBe(text(startingTolerance))
  })
})

import { describe, expect, it } from 'vitest'
import { freshness, type Observed, staleAfterS } from './freshness.ts'

const live: Observed = {
  connection: 'connected',
  availability: 'online',
  link: null,
  rateHz: 10,
  liveAgeS: 0.12,
}

describe('freshness', () => {
  it('says rate and age while live', () => expect(freshness(live).words).toBe('live, 10 Hz, 0.1 s ago'))
  it('is stale after three frame periods and the way, sooner for fast boards', () => {
    expect(freshness({ ...live, liveAgeS: staleAfterS(10) + 0.1 })).toMatchObject({ kind: 'stale' })
    expect(freshness({ ...live, rateHz: 1, liveAgeS: 4 })).toMatchObject({ kind: 'live' })
  })
  it('a lost server wins over everything: old values are never called live', () =>
    expect(freshness({ ...live, connection: 'disconnected' }).kind).toBe('disconnected'))
  it('offline passes on what the gateway says', () => {
    const link = {
      state: 'unplugged' as const,
      detail: 'The cushion is unplugged.',
      port: 'x',
      rejected: {},
      framesLost: 0,
      clockOffsetMs: null,
      driftPpm: null,
    }
    expect(freshness({ ...live, availability: 'offline', link, liveAgeS: 190 })).toMatchObject({
      kind: 'offline',
      words: 'offline, last reading 3 min ago',
      advice: 'The cushion is unplugged.',
    })
  })
  it('what an offline cushion said of its link while it was there is not shown as its link', () => {
    const link = {
      state: 'online' as const,
      detail: 'The cushion is connected and sends readings.',
      port: 'x',
      rejected: {},
      framesLost: 0,
      clockOffsetMs: null,
      driftPpm: null,
    }
    const { advice } = freshness({ ...live, availability: 'offline', link, liveAgeS: null })
    expect(advice).toMatch(/^The cushion is sending nothing/)
  })
  it('tells waiting for the server from waiting for a cushion', () => {
    expect(freshness({ ...live, connection: 'connecting' }).words).toBe('connecting')
    expect(freshness({ ...live, availability: null }).words).toBe('waiting for a cushion')
  })
  it('without any reading it waits', () =>
    expect(freshness({ ...live, liveAgeS: null }).kind).toBe('waiting'))
})

/** The judge itself is judged: each kind of fault that a store could make is seen. */
import { describe, expect, it } from 'vitest'
import { Random } from '../../simulator/random.ts'
import { Intake } from './intake.ts'
import { makeSchedule, type Possible } from './schedule.ts'
import { bodyOf, type Evidence, judge } from './verdict.ts'

const frame = (seq: number, boot = 1) => ({
  boot,
  seq,
  body: bodyOf({ seq, boardMs: seq * 50, counts: [seq, 2, 3] }),
  atMs: seq * 50,
})
const row = (seq: number, boot = 1) => ({ ...frame(seq, boot), at: new Date(seq * 50).toISOString() })
const evidence = (more: Partial<Evidence> = {}): Evidence => ({
  sent: [1, 2, 3, 4].map((seq) => frame(seq)),
  due: ({ seq }) => seq !== 4,
  waited: [],
  waitedFacts: [],
  stored: [1, 2, 3].map((seq) => row(seq)),
  storedFacts: new Set(),
  history: new Set(['bouts 2027-01-01T00:00:00.000Z,60']),
  storedRows: new Set(['bouts 2027-01-01T00:00:00.000Z,60', 'frames 1']),
  ...more,
})

describe('the comparison', () => {
  it('finds nothing wrong with what is right', () => {
    expect(judge(evidence())).toEqual({
      sent: 4,
      stored: 3,
      due: 3,
      lost: [],
      doubled: [],
      altered: [],
      factsLost: [],
      history: 1,
      historyLost: [],
    })
  })
  it('sees a row of the history that is missing or changed', () => {
    const storedRows = new Set(['bouts 2027-01-01T00:00:00.000Z,61'])
    expect(judge(evidence({ storedRows })).historyLost).toEqual(['bouts 2027-01-01T00:00:00.000Z,60'])
  })
  it('sees a frame that is missing', () => {
    expect(judge(evidence({ stored: [row(1), row(3)] })).lost).toEqual([expect.stringContaining('1/2')])
  })
  it('sees one that was in the outbox of a killed gateway and is missing, due or not', () => {
    expect(judge(evidence({ waited: [row(4)] })).lost).toEqual([expect.stringContaining('1/4')])
  })
  it('sees one that is there twice, at any time', () => {
    const twice = { ...row(2), at: '2027-01-01T00:00:00.000Z' }
    expect(judge(evidence({ stored: [row(1), row(2), row(3), twice] })).doubled).toHaveLength(1)
  })
  it('sees a single changed count', () => {
    const altered = { ...row(2), body: bodyOf({ seq: 2, boardMs: 100, counts: [2, 2, 4] }) }
    expect(judge(evidence({ stored: [row(1), altered, row(3)] })).altered).toHaveLength(1)
  })
  it('sees one that no board sent', () => {
    expect(judge(evidence({ stored: [1, 2, 3, 99].map((seq) => row(seq)) })).altered).toHaveLength(1)
  })
  it('sees an event that waited and is missing', () => {
    const waitedFacts = ['bout-started 2027-01-01T00:00:00.000Z']
    expect(judge(evidence({ waitedFacts })).factsLost).toEqual(waitedFacts)
    expect(judge(evidence({ waitedFacts, storedFacts: new Set(waitedFacts) })).factsLost).toEqual([])
  })
})

describe('what is due', () => {
  const intake = () => {
    const one = new Intake()
    one.gatewayUp(true)
    one.heard(1000)
    return one
  }
  it('nothing before the gateway was heard, everything after', () => {
    expect([999, 1000, 1001, 50_000].map((atMs) => intake().covers(atMs))).toEqual([false, false, true, true])
  })
  it('all but the last second before a kill, and nothing until the next one is heard', () => {
    const one = intake()
    one.ended(5000, 'kill')
    one.gatewayUp(false)
    one.heard(5001) // bytes of the dead one that were under way
    expect([3999, 4001, 5002].map((atMs) => one.covers(atMs))).toEqual([true, false, false])
    one.gatewayUp(true)
    one.heard(8000)
    expect(one.covers(8001)).toBe(true)
    expect(one.covers(5002)).toBe(false)
  })
  it('what was sent to a stopped process is due once it continues, and not if it is killed before', () => {
    const goes = intake()
    goes.frozen(5000)
    goes.thawed(9000)
    goes.ended(20_000, 'kill')
    expect([5500, 8500, 18_999, 19_001].map((atMs) => goes.covers(atMs))).toEqual([true, true, true, false])
    const dies = intake()
    dies.frozen(5000)
    dies.ended(9000, 'kill')
    expect([3999, 4001, 8000].map((atMs) => dies.covers(atMs))).toEqual([true, false, false])
  })
})

describe('the schedule', () => {
  const possible: Possible[] = [
    { kind: 'kill', target: 'gateway', weight: 1, locks: ['gateway'] },
    { kind: 'stop', target: 'gateway', weight: 1, locks: ['gateway'] },
    { kind: 'unplug', target: 'cable', weight: 1, locks: ['cable'] },
  ]
  const schedule = (seed: number) => makeSchedule(new Random(seed, 'faults'), possible, 120_000)
  it('is the same for the same seed', () => {
    expect(schedule(3)).toEqual(schedule(3))
    expect(schedule(3)).not.toEqual(schedule(4))
  })
  it('gives a part one fault at a time and is healed before the end', () => {
    for (let seed = 0; seed < 50; seed++) {
      const faults = schedule(seed)
      expect(faults.length).toBeGreaterThan(5)
      for (const target of ['gateway', 'cable']) {
        let freeAtMs = 0
        for (const { atMs, forMs } of faults.filter((fault) => fault.target === target)) {
          expect(atMs).toBeGreaterThanOrEqual(freeAtMs)
          freeAtMs = atMs + forMs
          expect(freeAtMs).toBeLessThanOrEqual(120_001)
        }
      }
    }
  })
})

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { calmLog } from './calm-log.ts'
import { type Log, silentLog } from './log.ts'

let lines: string[]
const say = (_fields: object, message: string) => void lines.push(message)
const log: Log = { ...silentLog, info: say, warn: say, error: say }
beforeEach(() => {
  lines = []
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

describe('a log that strangers can write to', () => {
  it('says a repeated line a few times, then how often it came', () => {
    const calm = calmLog(log)
    for (let i = 0; i < 12_405; i++) calm.warn({}, 'A socket was refused.')
    expect(lines).toEqual(Array(5).fill('A socket was refused.'))
    vi.advanceTimersByTime(60_000)
    expect(lines.slice(5)).toEqual(['… and 12,400 more in the last minute, such as: A socket was refused.'])
  })
  it('starts again after a minute, and is silent if nothing was left out', () => {
    const calm = calmLog(log)
    calm.warn({}, 'once')
    vi.advanceTimersByTime(60_000)
    calm.warn({}, 'once')
    expect(lines).toEqual(['once', 'once'])
  })
  it('takes lines that differ only in numbers and names for one kind', () => {
    const calm = calmLog(log)
    for (let i = 0; i < 100; i++)
      calm.warn({}, `The client id "x\\"${i}" of board-${i} is in use ${i} times.`)
    expect(lines).toHaveLength(5)
  })
  it('limits lines that always differ, counts them, and keeps no more of them', () => {
    const calm = calmLog(log, { ofOneKind: 5, kinds: 10, lines: 20 })
    const letters = (i: number) => String.fromCharCode(97 + (i % 26), 97 + Math.floor(i / 26))
    for (let i = 0; i < 300; i++) calm.error({}, `kind ${letters(i)}`)
    expect(lines).toHaveLength(10)
    calm.flush()
    expect(lines.at(-1)).toMatch(/290 more lines of other kinds/)
  })
  it('other kinds are said while one is counted', () => {
    const calm = calmLog(log)
    for (let i = 0; i < 1000; i++) calm.warn({}, 'noise')
    calm.error({}, 'The disk is full.')
    expect(lines).toContain('The disk is full.')
  })
})

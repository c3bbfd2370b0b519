import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Frame } from '../../../core/model/types.ts'
import { encodeLine } from '../../../firmware-protocol/index.ts'
import type { BoardHello } from '../board.ts'
import { createLink, type Link, type LinkState } from '../link.ts'
import { replaySource } from './replay-source.ts'

const atMs0 = 1_772_442_000_000
const wire = (body: string) => encodeLine(body).trimEnd()
const record = (atMs: number, line: string) => JSON.stringify({ atMs, line })
const frame = (atMs: number, seq: number) => record(atMs, wire(`F,${seq},${seq * 100},5,6`))

function file(lines: readonly string[]): string {
  const path = join(mkdtempSync(join(tmpdir(), 'replay-')), 'log.jsonl')
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

const running: Link[] = []
afterEach(async () => {
  for (const link of running.splice(0)) await link.stop()
})

function replay(lines: readonly string[], { speed = 3600, channels = 2 } = {}) {
  const frames: Frame[] = []
  const hellos: { board: BoardHello; reset: boolean }[] = []
  const states: { state: LinkState; detail: string }[] = []
  const source = replaySource({
    file: file(lines),
    cells: channels,
    columns: null,
    bits: null,
    zone: 'UTC',
    speed,
  })
  const link = createLink({
    source,
    channels,
    lastAtMs: null,
    log: () => {},
    timing: { backoffMinMs: 10, backoffMaxMs: 20 },
  })
  running.push(link)
  link.start({
    frame: (each) => frames.push(each),
    hello: (board, { reset }) => hellos.push({ board, reset }),
    state: (state, detail) => states.push({ state, detail }),
  })
  const until = async (words: RegExp) => {
    await expect.poll(() => states.map(({ detail }) => detail).join('\n'), { timeout: 10_000 }).toMatch(words)
  }
  return { frames, hellos, states, link, until }
}

const hello = (boot: number) =>
  wire(`H,proto=1,fw=0.1.0,dev=fsr8,id=desk-1,ch=2,bits=12,rate=10,boot=${boot},ms=0`)

describe('a replay', () => {
  it('gives the readings of the recording on its clock, marked as simulated, and reports the end', async () => {
    const lines = [record(atMs0 - 50, hello(7)), ...[0, 1, 2, 3].map((i) => frame(atMs0 + i * 100, i))]
    const { frames, hellos, until } = replay(lines)
    await until(/The recording .* has ended/)
    expect(frames.map(({ atMs, seq }) => [atMs - atMs0, seq])).toEqual([
      [0, 0],
      [100, 1],
      [200, 2],
      [300, 3],
    ])
    expect(hellos[0]?.board).toMatchObject({ id: 'desk-1', bits: 12, boot: 7, simulated: { speed: 3600 } })
  })

  it('passes faults on as the link would have seen them', async () => {
    const lines = [
      ...[0, 1].map((i) => frame(atMs0 + i * 100, i)),
      record(atMs0 + 150, '$F,9,900,5,6*0000'),
      'no record at all',
      frame(atMs0 + 50, 8),
      frame(atMs0 + 400, 4),
    ]
    const { frames, link, until } = replay(lines)
    await until(/has ended/)
    expect(frames.map(({ atMs }) => atMs - atMs0)).toEqual([0, 100, 400])
    expect(link.counters()).toMatchObject({ rejected: { crc: 1 }, framesLost: 2 })
  })

  it('shows a reset of the board, and goes through a gap at its speed', async () => {
    const lines = [record(atMs0, hello(1)), frame(atMs0, 0), frame(atMs0 + 100, 1)]
    const later = atMs0 + 1_800_000
    lines.push(record(later, hello(2)), frame(later + 100, 0), frame(later + 200, 1))
    const { frames, hellos, until } = replay(lines)
    await until(/has ended/)
    expect(frames.map(({ atMs, boot }) => [atMs - atMs0, boot])).toEqual([
      [0, 1],
      [100, 1],
      [1_800_100, 2],
      [1_800_200, 2],
    ])
    expect(hellos.map(({ reset }) => reset)).toEqual([false, true])
  })

  it('keeps real pace at speed 1', async () => {
    const began = performance.now()
    const { frames, until } = replay(
      [0, 1, 2, 3, 4].map((i) => frame(atMs0 + i * 100, i)),
      { speed: 1 },
    )
    await until(/has ended/)
    expect(frames).toHaveLength(5)
    expect(performance.now() - began).toBeGreaterThan(380)
  })

  it('says what an analysis says: what was assumed, and why it is refused', async () => {
    const rows = Array.from(
      { length: 120 },
      (_, i) => `${i < 60 ? i * 500 : (i - 60) * 500},${400 + (i % 9)},${500 + (i % 7)}`,
    )
    const table = (lines: readonly string[]) => ({
      file: file(['ms,c0,c1', ...lines]),
      cells: 2,
      columns: null,
      bits: null,
      zone: 'UTC',
      speed: 3600,
    })
    const said: string[] = []
    const stream = await replaySource({ ...table(rows), assumed: (text) => said.push(text) }).open(
      AbortSignal.timeout(10_000),
    )
    stream.destroy()
    expect(said.join('\n')).toMatch(/the board restarted in line 62[\s\S]*10 bits, because none was given/)
    const wide = rows.map((row) => row.replace(/,(\d+),/, ',3$1,'))
    await expect(replaySource(table(wide)).open(AbortSignal.timeout(10_000))).rejects.toThrow(/--bits 12/)
  })

  it('refuses a recording of another cushion with the place', async () => {
    const { until, frames } = replay([record(atMs0, hello(1)), frame(atMs0 + 100, 0)], { channels: 8 })
    await until(/line 1: the board of this recording has 2 cells .* the layout has 8/)
    expect(frames).toEqual([])
  })

  it('is refused its commands: a recording has no motor and its own rate', async () => {
    const lines = Array.from({ length: 600 }, (_, i) => frame(atMs0 + i * 100, i))
    const { link, frames } = replay(lines, { speed: 1 })
    await expect.poll(() => frames.length).toBeGreaterThan(0)
    expect(await link.send({ type: 'buzz', ms: 100 })).toMatchObject({ ok: false, code: 'not-supported' })
  })
})

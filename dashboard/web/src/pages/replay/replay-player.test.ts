import { expect, it, vi } from 'vitest'
import type { ReplayAnswer } from '../../../../../contract/replay.ts'
import { replayStepMs, replayWindow } from '../../../../../core/model/replay.ts'
import type { Loaded } from '../../session/history.ts'
import { ReplayPlayer } from './replay-player.ts'
import type { Place } from './replay-windows.ts'

const t0 = Date.parse('2026-03-11T09:00:00.000Z')
const endMs = t0 + 3_600_000

/** A reading every second but for a gap from minute 10 to 11, and only minutes from minute 20 to 30. */
function answerOf({ atMs, speed }: Place): ReplayAnswer {
  const { fromMs, toMs } = replayWindow(atMs, speed)
  const stepMs = replayStepMs(speed)
  const minute = (ms: number) => Math.floor((ms - t0) / 60_000)
  const read = (ms: number) => minute(ms) !== 10 && !(minute(ms) >= 20 && minute(ms) < 30)
  // As the server does: a little before the window, for what still stands at its beginning.
  const everyMs = Math.max(stepMs, 1000)
  const leadMs = stepMs < 4000 ? 4000 : 0
  const times: number[] = []
  for (let ms = fromMs - leadMs; ms < toMs; ms += everyMs) times.push(ms)
  return {
    ...{ cushion: 'desk-1', simulated: true, layout: null, stepMs },
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    steps: times.filter(read).map((at) => ({
      ...{ atMs: at, frames: 1, kpa: [1], counts: null, leftKpa: null, rightKpa: null, copCm: null },
    })),
    minutesOnly: times.filter((ms) => ms % 60_000 === 0 && minute(ms) >= 20 && minute(ms) < 30),
  }
}

function open(read: (place: Place) => Promise<Loaded<ReplayAnswer>>) {
  let call: ((ms: number) => void) | null = null
  let ms = 0
  const asked: Place[] = []
  const player = new ReplayPlayer({
    atMs: t0,
    span: () => ({ fromMs: t0, toMs: endMs }),
    heldMs: () => 1300,
    nowMs: () => endMs + 86_400_000,
    nextFrame: (next) => {
      call = next
    },
    read: (place) => {
      asked.push(place)
      return read(place)
    },
  })
  player.start()
  return {
    player,
    asked,
    /** Lets real time pass, a tenth of a second a frame. */
    async play(s: number) {
      for (let tick = 0; tick < s * 10; tick++) {
        ms += 100
        call?.(ms)
        await Promise.resolve()
        await Promise.resolve()
      }
    },
  }
}
const ready = async (place: Place): Promise<Loaded<ReplayAnswer>> => ({
  status: 'ready',
  value: answerOf(place),
})
const loaded = (player: ReplayPlayer) =>
  vi.waitFor(() => expect(player.picture.value.kind).not.toBe('loading'))

it('plays at its speed, and stops at the end', async () => {
  const { player, play } = open(ready)
  await loaded(player)
  player.toggle()
  await play(2.1)
  expect(player.atMs.value - t0).toBe(20_000)
  player.setSpeed(600)
  await loaded(player)
  await play(10)
  expect(player.atMs.value).toBe(endMs)
  expect(player.playing.value).toBe(false)
  player.toggle()
  expect(player.atMs.value).toBe(t0)
})
it('shows a gap as a gap, and says where only minutes are kept', async () => {
  const { player } = open(ready)
  const kindAt = async (ms: number) => {
    player.seek(t0 + ms)
    await loaded(player)
    return player.picture.value.kind
  }
  expect(await kindAt(599_500)).toBe('reading')
  // The last reading stands no longer than a live one would.
  expect(await kindAt(600_200)).toBe('reading')
  expect(await kindAt(600_400)).toBe('gap')
  expect(await kindAt(659_999)).toBe('gap')
  expect(await kindAt(660_000)).toBe('reading')
  expect(await kindAt(25 * 60_000)).toBe('minute')
})
it('waits for a window that has not come, and goes on from where it was', async () => {
  const waiting: (() => void)[] = []
  const { player, play } = open(
    (place) => new Promise((resolve) => waiting.push(() => void ready(place).then(resolve))),
  )
  player.toggle()
  await play(3)
  expect([player.picture.value.kind, player.atMs.value]).toEqual(['loading', t0])
  for (const come of waiting.splice(0)) come()
  await loaded(player)
  await play(1)
  expect(player.atMs.value).toBeGreaterThan(t0)
})
it('asks for the next window before it is needed, never for more than two at once', async () => {
  let open2 = 0
  let most = 0
  const { player, asked, play } = open(async (place) => {
    most = Math.max(most, ++open2)
    await Promise.resolve()
    open2--
    return await ready(place)
  })
  for (let at = 0; at < 200; at++) player.seek(t0 + at * 17_000)
  await loaded(player)
  expect(most).toBeLessThanOrEqual(2)
  // Dragged past: not every window on the way was asked for.
  expect(asked.length).toBeLessThan(20)
  player.seek(t0)
  await loaded(player)
  player.toggle()
  await play(13)
  expect(player.picture.value.kind).toBe('reading')
})
it('keeps a bounded number of windows, and fetches an earlier one again', async () => {
  const { player, asked } = open(ready)
  for (let at = 0; at < 30; at++) {
    player.seek(t0 + at * 120_000)
    await loaded(player)
  }
  const before = asked.length
  player.seek(t0 + 28 * 120_000)
  await loaded(player)
  expect(asked).toHaveLength(before)
  player.seek(t0)
  await loaded(player)
  expect(asked.length).toBeGreaterThan(before)
})
it('says what failed, stops, and asks again on request', async () => {
  let works = false
  const problem = { type: 'about:blank', title: 'Away', status: 503, detail: 'The store is away.' }
  const { player, play } = open(async (place) => (works ? await ready(place) : { status: 'error', problem }))
  player.toggle()
  await vi.waitFor(() => expect(player.picture.value).toEqual({ kind: 'problem', problem }))
  await play(1)
  expect(player.playing.value).toBe(false)
  works = true
  player.retry()
  await vi.waitFor(() => expect(player.picture.value.kind).toBe('reading'))
})

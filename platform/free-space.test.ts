import { expect, it } from 'vitest'
import { DiskWatch } from './free-space.ts'

const hour = 3_600_000
const gb = 1e9

function watched(freeBytes: number) {
  const disk = { freeBytes, nowMs: 0 }
  const said: string[] = []
  const note = (_fields: object, message: string) => void said.push(message)
  const watch = new DiskWatch({
    folder: '/data',
    log: { debug: note, info: note, warn: note, error: note },
    freeBytes: () => disk.freeBytes,
    nowMs: () => disk.nowMs,
  })
  let changes = 0
  watch.onChange(() => changes++)
  watch.look()
  return { disk, said, watch, changes: () => changes }
}

it('a disk with room is fine, and the log is quiet', () => {
  const { said, watch } = watched(30 * gb)
  expect(watch.health).toEqual({ ok: true, detail: 'The disk of /data has 30 GB free.' })
  expect(said).toEqual([])
})

it('a disk that runs low is said once, and again only after it had room', () => {
  const { disk, said, watch, changes } = watched(0.6 * gb)
  disk.freeBytes = 0.499 * gb
  watch.look()
  watch.look()
  expect(watch.health).toEqual({ ok: false, detail: expect.stringMatching(/499 MB free\..*Free some space/) })
  expect(said).toHaveLength(1)
  // Back and forth at the limit says nothing.
  disk.freeBytes = 0.51 * gb
  watch.look()
  expect(watch.health.ok).toBe(false)
  disk.freeBytes = 5 * gb
  watch.look()
  expect(watch.health.ok).toBe(true)
  expect(said).toEqual([expect.anything(), expect.stringMatching(/enough again/)])
  expect(changes()).toBe(2)
})

it('how long it lasts is known after an hour, and a disk that fills within days is low', () => {
  const { disk, watch } = watched(50 * gb)
  disk.nowMs = hour / 2
  disk.freeBytes = 49.5 * gb
  watch.look()
  expect(watch.health.detail).toBe('The disk of /data has 49 GB free.')
  disk.nowMs = hour
  disk.freeBytes = 49 * gb
  watch.look()
  expect(watch.health).toEqual({
    ok: false,
    detail: expect.stringMatching(/49 GB free, which lasts about 2 days at today’s rate/),
  })
})

it('a slow day is no reason to say anything', () => {
  const { disk, said, watch } = watched(50 * gb)
  for (let hours = 1; hours <= 40; hours++) {
    disk.nowMs = hours * hour
    disk.freeBytes -= 0.01 * gb
    watch.look()
  }
  expect(watch.health).toEqual({ ok: true, detail: expect.stringMatching(/about 206 days/) })
  expect(said).toEqual([])
})

it('a disk that cannot be asked changes nothing', () => {
  const watch = new DiskWatch({
    folder: '/data',
    log: { debug() {}, info() {}, warn() {}, error() {} },
    freeBytes: () => {
      throw new Error('gone')
    },
  })
  watch.start()
  watch.stop()
  expect(watch.health.ok).toBe(true)
})

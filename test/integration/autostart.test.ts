/** `sitbone autostart` with a stand-in for systemctl, and its services as systemd itself judges them. Linux only. */
import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { personalAutostart, systemAutostart } from '../../tools/autostart/autostart.ts'
import { runSitbone } from '../services/sitbone.ts'

const run = promisify(execFile)
const program = join(import.meta.dirname, '../../sitbone.ts')
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-autostart-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe.runIf(process.platform === 'linux')('the services', () => {
  const command = [process.execPath, program, 'start', '--data', '50% of $HOME "x"']

  /** systemd-analyze ends with 0 even for unknown settings, so any output is a complaint. */
  const verify = async (content: string | Buffer, ...args: string[]) => {
    const file = join(folder, 'sitbone.service')
    writeFileSync(file, content)
    const env = { ...process.env, XDG_RUNTIME_DIR: folder }
    const { stdout, stderr } = await run('systemd-analyze', ['verify', '--man=no', ...args, file], { env })
    return stdout + stderr
  }

  it('of the whole computer gives systemd nothing to complain about, and is well shut off', async () => {
    const content = systemAutostart({ command }).files[0]?.content ?? ''
    expect(await verify(content)).toBe('')
    await expect(verify(`${String(content)}[Service]\nProtectEverything=yes\n`)).resolves.toMatch(
      /Unknown key/,
    )
    await verify(content)
    // On its scale from 0 (shut off) to 10; ends with a status of its own above the threshold of 3.0.
    const security = ['security', '--offline=true', '--threshold=30', join(folder, 'sitbone.service')]
    expect((await run('systemd-analyze', security)).stdout).toMatch(/Overall exposure level.*: [0-2]\.\d/)
  })

  it('of a person gives systemd nothing to complain about', async () => {
    const machine = { platform: 'linux', home: folder, uid: 1000 }
    const content = personalAutostart({ command, folder }, machine)?.files[0]?.content ?? ''
    expect(await verify(content, '--user')).toBe('')
  })
})

describe.runIf(process.platform === 'linux')('the command', () => {
  const service = () => join(folder, '.config/systemd/user/sitbone.service')
  const calls = () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n')
  const systemctl = (status: number) => {
    const file = join(folder, 'bin/systemctl')
    mkdirSync(join(folder, 'bin'), { recursive: true })
    writeFileSync(file, `#!/bin/sh\necho "$*" >> '${folder}/calls'\necho "no bus" >&2\nexit ${status}\n`)
    chmodSync(file, 0o755)
  }
  const autostart = (...args: string[]) =>
    runSitbone(['autostart', ...args], {
      cwd: folder,
      env: { HOME: folder, PATH: `${join(folder, 'bin')}:/usr/bin:/bin` },
    }).exited

  it('writes the service with the given arguments, starts it, and takes both back', async () => {
    systemctl(0)
    const { code, out } = await autostart('on', '--', '--port', '/dev/ttyACM0')
    expect(code).toBe(0)
    expect(out).toMatch(/started now.*when you log in.*To undo this: sitbone autostart off/)
    expect(readFileSync(service(), 'utf8')).toContain('sitbone.ts" "start" "--port" "/dev/ttyACM0"\n')
    expect(readFileSync(service(), 'utf8')).toContain(`WorkingDirectory=${folder}\n`)
    expect(calls()).toEqual([
      '--user daemon-reload',
      '--user enable sitbone.service',
      '--user restart sitbone.service',
    ])
    expect((await autostart('off')).out).toMatch(/Your data stays/)
    expect(existsSync(service())).toBe(false)
    expect(calls().slice(3)).toEqual(['--user disable --now sitbone.service', '--user daemon-reload'])
  })

  it('says so when systemd does not take it', async () => {
    systemctl(1)
    const { code, err } = await autostart('on')
    expect(code).toBe(1)
    expect(err).toMatch(/systemctl --user daemon-reload failed: no bus.*may not start by itself/)
  })

  it.each([
    [['on', '--', '--store-token', 'geheim'], /--store-token would be in a file.*store-token-file/],
    [['maybe'], /autostart on, or sitbone autostart off/],
    [['off', '--', '--port', 'auto'], /autostart on, or sitbone autostart off/],
  ])('changes nothing with %j', async (args, sentence) => {
    systemctl(0)
    const { code, err } = await autostart(...args)
    expect(code).toBe(1)
    expect(err).toMatch(sentence)
    expect(err).not.toContain('geheim')
    expect(existsSync(service())).toBe(false)
    expect(existsSync(join(folder, 'calls'))).toBe(false)
  })
})

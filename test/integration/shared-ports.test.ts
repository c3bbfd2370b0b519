/**
 * Serial ports in use by other programs and devices, on real pseudo-terminals: what Sitbone must not touch, and what it reports. Needs
 * perl, which scripts/run/packages.mjs checks before the tests.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  constants,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Frame } from '../../core/model/types.ts'
import { createLink, type Link } from '../../gateway/link/link.ts'
import { autoSource } from '../../gateway/link/sources/auto-source.ts'
import { otherHolders } from '../../gateway/link/sources/port-holders.ts'
import type { PortInfo } from '../../gateway/link/sources/port-list.ts'
import { serialSource } from '../../gateway/link/sources/serial-source.ts'
import type { Source } from '../../gateway/link/sources/source.ts'
import { line } from '../services/foreign-board.ts'
import { PtyDevice } from '../services/pty-device.ts'
import { waitFor } from '../services/wait-for.ts'

let folder = ''
const devices: PtyDevice[] = []
const programs: ChildProcess[] = []
const links: Link[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-shared-'))
})
afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.stop()))
  for (const program of programs.splice(0)) await end(program)
  for (const device of devices.splice(0)) await device.unplug()
  rmSync(folder, { recursive: true, force: true })
})

async function plug(name: string): Promise<PtyDevice> {
  const device = new PtyDevice(join(folder, name))
  devices.push(device)
  await device.plug()
  return device
}

/** A cushion that answers its `HELLO?`, and sends a frame every 20 ms from then on. */
async function plugCushion(name: string): Promise<PtyDevice> {
  const device = await plug(name)
  let timer: NodeJS.Timeout | undefined
  const startedMs = performance.now()
  const ms = () => Math.floor(performance.now() - startedMs)
  let seq = 0
  device.onBytes = (text) => {
    if (!text.includes('HELLO?')) return
    device.say(line(`H,proto=1,fw=1,dev=fsr8,id=x,ch=8,bits=10,rate=50,rst=1,boot=1,ms=${ms()}`))
    timer ??= setInterval(() => device.say(line(`F,${seq++},${ms()},1,2,3,4,5,6,7,8`)), 20)
  }
  const { unplug } = device
  device.unplug = () => {
    clearInterval(timer)
    return unplug.call(device)
  }
  return device
}

/** Reads a port as a serial monitor does, without any lock. */
async function readToo(path: string): Promise<ChildProcess> {
  const program = spawn('cat', [path], { stdio: ['ignore', 'ignore', 'ignore'] })
  programs.push(program)
  await waitFor(async () => (await otherHolders(path)) !== null, { what: 'cat to open the port' })
  return program
}

async function end(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return
  program.kill()
  await once(program, 'exit')
}

function start(source: Source) {
  const heard = { frames: [] as Frame[], details: [] as string[], log: [] as string[] }
  const link = createLink({
    source,
    channels: 8,
    lastAtMs: null,
    log: (_, message) => heard.log.push(message),
    timing,
  })
  links.push(link)
  link.start({
    hello: () => {},
    frame: (frame) => heard.frames.push(frame),
    state: (_, detail) => heard.details.push(detail),
  })
  return { ...heard, link, online: () => expect.poll(() => heard.frames.length).toBeGreaterThan(3) }
}

const timing = {
  helloWaitMs: 200,
  askEveryMs: 50,
  lateAskEveryMs: 100,
  lateForMs: 300,
  backoffMinMs: 20,
  backoffMaxMs: 50,
  absentMaxMs: 50,
  staleExtraMs: 500,
  tickMs: 20,
}
const list = (all: readonly PtyDevice[]) => async (): Promise<PortInfo[]> =>
  all.map(({ path }) => ({ path, byId: null, manufacturer: null }))
const questions = ({ heard }: PtyDevice) => heard.split('HELLO?').length - 1

describe('auto', () => {
  it('opens a printer once and never again while it looks for a cushion', async () => {
    const printer = await plug('ttyUSB0')
    printer.onBytes = () => printer.say('echo:Unknown command\r\n')
    let looks = 0
    const ports = list([printer])
    const running = start(
      autoSource({
        timing,
        list: () => {
          looks++
          return ports()
        },
      }),
    )
    await expect
      .poll(() => running.details.at(-1))
      .toMatch(/No cushion answers on .*ttyUSB0.*plugged in again/)
    const [asked, looked] = [questions(printer), looks]
    expect(asked).toBeGreaterThan(0)
    await expect.poll(() => looks).toBeGreaterThan(looked + 10)
    expect(questions(printer)).toBe(asked)
  })

  it('leaves a port alone that a program without a lock holds, also while the cushion is unplugged', async () => {
    const [printer, cushion] = [await plug('ttyUSB0'), await plugCushion('ttyUSB1')]
    await readToo(printer.path)
    let all = [printer, cushion]
    let looks = 0
    const running = start(
      autoSource({
        timing,
        list: () => {
          looks++
          return list(all)()
        },
      }),
    )
    await running.online()
    expect(running.link.state().detail).toContain('ttyUSB1')
    all = [printer]
    await cushion.unplug()
    const looked = looks
    await expect.poll(() => looks).toBeGreaterThan(looked + 10)
    expect(printer.heard).toBe('')
  })

  it('names the program that holds the only port, and takes the cushion there when it has ended', async () => {
    const cushion = await plugCushion('ttyACM0')
    const monitor = await readToo(cushion.path)
    const running = start(autoSource({ timing, list: list([cushion]) }))
    await expect
      .poll(() => running.details.at(-1))
      .toMatch(new RegExp(`ttyACM0 is in use by cat \\(process ${monitor.pid}\\) and was not opened`))
    expect(cushion.heard).toBe('')
    await end(monitor)
    await running.online()
  })
})

/** Null when it was closed meanwhile. */
function targetOf(fd: string): string | null {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    return null
  }
}

describe('a second program on the port', () => {
  /** Exit code of perl: 0 if others may open the port, 1 if only the administrator (who runs this test) may, 16 if refused. */
  async function exclusive(path: string): Promise<boolean> {
    const ask =
      'open(F, "+<", $ARGV[0]) or exit 16; my $on = pack("i", 0); ioctl(F, 0x80045440, $on); exit unpack("i", $on)'
    const program = spawn('perl', ['-e', ask, path], { stdio: 'ignore' })
    // Without perl, this rejects with the system's error, so the test cannot pass by accident.
    const [code] = await once(program, 'exit')
    return code !== 0
  }

  it.runIf(process.platform === 'linux')(
    'is kept out while the port is open here, and let in afterwards',
    async () => {
      const cushion = await plugCushion('ttyUSB0')
      const running = start(serialSource(cushion.path))
      await running.online()
      expect(await exclusive(cushion.path)).toBe(true)
      const bystander = await readToo(cushion.path).catch(() => null)
      await running.link.stop()
      expect(await exclusive(cushion.path)).toBe(false)
      if (bystander !== null) await end(bystander)
    },
  )

  it.runIf(process.platform === 'linux')(
    'leaves no read waiting in a thread: the port stays non-blocking here',
    async () => {
      const cushion = await plugCushion('ttyUSB0')
      const running = start(serialSource(cushion.path))
      await running.online()
      expect(await exclusive(cushion.path)).toBe(true)
      const mine = readdirSync('/proc/self/fd').filter((fd) => targetOf(fd) === realpathSync(cushion.path))
      expect(mine).toHaveLength(1)
      const flags = /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${mine[0]}`, 'utf8'))?.[1]
      expect(Number.parseInt(flags ?? '', 8) & constants.O_NONBLOCK).toBe(constants.O_NONBLOCK)
    },
  )

  it('that was there before is named at once', async () => {
    const cushion = await plugCushion('ttyUSB0')
    const monitor = await readToo(cushion.path)
    const running = start(serialSource(cushion.path))
    await expect
      .poll(() => running.log.join('\n'))
      .toContain(`cat (process ${monitor.pid}) has ${cushion.path} open too`)
  })

  it('is named when it takes the bytes of the cushion', async () => {
    const cushion = await plugCushion('ttyUSB0')
    const monitor = await readToo(cushion.path)
    const running = start(serialSource(cushion.path))
    await expect
      .poll(() => running.details.join('\n'), { timeout: 30_000 })
      .toMatch(
        new RegExp(
          `(stopped sending|broken or missing|no cushion answers).*cat \\(process ${monitor.pid}\\)`,
        ),
      )
  })
})

it('whoever made a pseudo-terminal is no second reader of it', async () => {
  const cushion = await plugCushion('ttyUSB0')
  expect(await otherHolders(cushion.path)).toBeNull()
})

it('lines that a port does not have are no reason to fail', async () => {
  const cushion = await plugCushion('ttyUSB0')
  const running = start(serialSource(cushion.path, { lines: { dtr: false, rts: null } }))
  await running.online()
})

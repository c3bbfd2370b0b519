/**
 * Which other programs have a serial port open, where the system shows it. Linux shows the open files of processes of the
 * same user (of all, to root), and every lock. Elsewhere, and without the right to read them, no program is visible; that is not
 * an error.
 */
import { readdir, readFile, readlink, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'

export interface Holder {
  readonly pid: number
  readonly name: string
}

/** By requested path. Leaves out ports without a visible holder. Never rejects. */
export async function portHolders(paths: readonly string[], proc = '/proc'): Promise<Map<string, Holder[]>> {
  const ports = new Map<string, Port>()
  for (const path of paths) {
    const found = await stat(path).catch(() => null)
    if (found?.isCharacterDevice()) ports.set(path, { device: found.rdev, inode: found.ino })
  }
  const holders = new Map<string, Holder[]>()
  if (ports.size === 0) return holders
  const [open, locks] = [await openDevices(proc), await flocks(proc)]
  for (const [path, { device, inode }] of ports) {
    const pids = [...(open.get(device) ?? []), ...(locks.get(inode) ?? []), ...(await uucpLock(path))]
    if (pids.length > 0)
      holders.set(path, await Promise.all([...new Set(pids)].map((pid) => holder(proc, pid))))
  }
  return holders
}

/** The programs besides this one. */
export async function otherHolders(path: string): Promise<string | null> {
  const all = (await portHolders([path])).get(path) ?? []
  const others = all.filter(({ pid }) => pid !== process.pid)
  return others.length === 0 ? null : holderText(others)
}

/** `cat (process 12), minicom (process 13)` */
export const holderText = (holders: readonly Holder[]): string =>
  holders.map(({ pid, name }) => `${name} (process ${pid})`).join(', ')

interface Port {
  readonly device: number
  readonly inode: number
}

/** Process ids by the device that they have open. */
async function openDevices(proc: string): Promise<Map<number, number[]>> {
  const byDevice = new Map<number, number[]>()
  const names = await readdir(proc).catch((): string[] => [])
  for (const pid of names.filter((name) => /^\d+$/.test(name))) {
    for (const device of await devicesOf(join(proc, pid)))
      byDevice.set(device, [...(byDevice.get(device) ?? []), Number(pid)])
  }
  return byDevice
}

/**
 * Terminals that a process has open. Whoever made a pseudo-terminal may have both its ends open: that is the board of a
 * simulation or a test, not a second reader.
 */
async function devicesOf(folder: string): Promise<Set<number>> {
  const fds = await readdir(join(folder, 'fd')).catch((): string[] => [])
  const devices = new Map<number, string>()
  const made = new Set<string>()
  await Promise.all(
    fds.map(async (fd) => {
      const target = await readlink(join(folder, 'fd', fd)).catch(() => '')
      if (target.endsWith('/ptmx')) {
        const about = await readFile(join(folder, 'fdinfo', fd), 'utf8').catch(() => '')
        const index = /^tty-index:\s*(\d+)/m.exec(about)?.[1]
        if (index !== undefined) made.add(index)
      } else if (/\/(tty|rfcomm|pts\/|\d+$)/.test(target)) {
        const found = await stat(join(folder, 'fd', fd)).catch(() => null)
        if (found?.isCharacterDevice()) devices.set(found.rdev, target)
      }
    }),
  )
  for (const [device, target] of devices) if (made.has(basename(target))) devices.delete(device)
  return new Set(devices.keys())
}

/** Process ids by inode, from lines such as `1: FLOCK  ADVISORY  WRITE 17769 00:06:512 0 EOF`. */
async function flocks(proc: string): Promise<Map<number, number[]>> {
  const text = await readFile(join(proc, 'locks'), 'utf8').catch(() => '')
  const byInode = new Map<number, number[]>()
  for (const [, pid, inode] of text.matchAll(/^\d+: FLOCK +\S+ +\S+ +(\d+) +[\da-f]+:[\da-f]+:(\d+) /gm))
    byInode.set(Number(inode), [...(byInode.get(Number(inode)) ?? []), Number(pid)])
  return byInode
}

/** The lock files of terminal programs (minicom, picocom, pppd), which hold the process id. */
async function uucpLock(path: string): Promise<number[]> {
  for (const folder of ['/run/lock', '/var/lock']) {
    const text = await readFile(join(folder, `LCK..${basename(path)}`), 'latin1').catch(() => '')
    const pid = Number.parseInt(text, 10)
    if (pid > 0 && isRunning(pid)) return [pid]
  }
  return []
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

const holder = async (proc: string, pid: number): Promise<Holder> => {
  const name = await readFile(join(proc, String(pid), 'comm'), 'utf8').catch(() => 'a program')
  return { pid, name: name.trim() }
}

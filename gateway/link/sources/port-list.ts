/** Serial ports of this computer that may have a cushion. */
import { readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'

export interface PortInfo {
  /** `/dev/ttyUSB0`, `COM3`. */
  readonly path: string
  /** The name that stays when cables are swapped, below `/dev/serial/by-id`; null when there is none. */
  readonly byId: string | null
  readonly manufacturer: string | null
}

/** USB serial ports; a computer's built-in ports (`ttyS*`) are left out. Never rejects. */
export async function listPorts(devFolder = '/dev'): Promise<PortInfo[]> {
  const byId = await byIdNames(devFolder)
  const listed = await fromSystem()
  const found = new Map<string, PortInfo>()
  for (const port of listed) {
    if (isCandidate(port.path)) found.set(port.path, { ...port, byId: byId.get(port.path) ?? null })
  }
  // Without udev the list rejects, or lacks ports: what lies in /dev counts too.
  for (const path of await fromFolder(devFolder)) {
    if (!found.has(path)) found.set(path, { path, byId: byId.get(path) ?? null, manufacturer: null })
  }
  return [...found.values()].toSorted((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }))
}

async function fromSystem(): Promise<{ path: string; manufacturer: string | null }[]> {
  try {
    const { SerialPort } = await import('serialport')
    const ports = await SerialPort.list()
    return ports.map((port) => ({ path: port.path, manufacturer: port.manufacturer ?? null }))
  } catch {
    return []
  }
}

async function fromFolder(devFolder: string): Promise<string[]> {
  const names = await readdir(devFolder).catch((): string[] => [])
  return names.filter((name) => /^tty(USB|ACM)\d+$/.test(name)).map((name) => join(devFolder, name))
}

async function byIdNames(devFolder: string): Promise<Map<string, string>> {
  const folder = join(devFolder, 'serial/by-id')
  const names = await readdir(folder).catch((): string[] => [])
  const pairs = await Promise.all(
    names.map(
      async (name) => [await realpath(join(folder, name)).catch(() => ''), join(folder, name)] as const,
    ),
  )
  return new Map(pairs)
}

const isCandidate = (path: string): boolean =>
  /tty(USB|ACM|WCH)\d|^COM\d+$|\/(cu|tty)\.(usb|wch|SLAB)/i.test(path) && !path.includes('/tty.usb')

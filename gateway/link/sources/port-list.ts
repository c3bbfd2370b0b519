/** The serial ports of this computer that are USB devices, with what the system knows of each. Opens none of them. */
import { readdir, readFile, realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

export interface PortInfo {
  /** `/dev/ttyUSB0`, `COM3`. */
  readonly path: string
  /** The name that stays when cables are swapped, below `/dev/serial/by-id`; null when there is none. */
  readonly byId: string | null
  readonly manufacturer: string | null
  /** The device's own name for itself, such as `USB Serial`. */
  readonly product?: string | null
  /** USB vendor and product, such as `2341:0043`. */
  readonly usbId?: string | null
}

/** Ports built into the computer (`ttyS*`, `ttyAMA*`) and Bluetooth are left out. Never rejects. */
export async function listPorts({ dev = '/dev', sys = '/sys/class/tty' } = {}): Promise<PortInfo[]> {
  const byId = await byIdNames(dev)
  const found = new Map<string, PortInfo>()
  for (const port of await fromSystem()) if (isUsb(port.path)) found.set(port.path, port)
  // Without udev the list rejects, or lacks ports: what is in /dev counts too.
  for (const path of await fromFolder(dev))
    if (!found.has(path)) found.set(path, { path, byId: null, manufacturer: null })
  const complete = await Promise.all(
    [...found.values()].map(async (port) => ({
      ...port,
      ...((port.usbId ?? null) === null ? await fromSysfs(join(sys, basename(port.path))) : {}),
      byId: byId.get(port.path) ?? null,
    })),
  )
  return complete.toSorted((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }))
}

async function fromSystem(): Promise<PortInfo[]> {
  try {
    const { SerialPort } = await import('serialport')
    const ports = await SerialPort.list()
    return ports.map(({ path, manufacturer = null, vendorId, productId }) => ({
      path,
      byId: null,
      manufacturer,
      usbId: vendorId && productId ? `${vendorId}:${productId}`.toLowerCase() : null,
    }))
  } catch {
    return []
  }
}

async function fromFolder(dev: string): Promise<string[]> {
  const names = await readdir(dev).catch((): string[] => [])
  return names.filter((name) => /^tty(USB|ACM)\d+$/.test(name)).map((name) => join(dev, name))
}

/** Containers often lack udev, but have this. The USB device is the first folder above the port's that has a vendor. */
async function fromSysfs(tty: string): Promise<Omit<PortInfo, 'path' | 'byId'> | null> {
  let folder = await realpath(join(tty, 'device')).catch(() => null)
  for (let level = 0; folder !== null && level < 4; level++) {
    const [vendor, product] = await Promise.all([
      attribute(folder, 'idVendor'),
      attribute(folder, 'idProduct'),
    ])
    if (vendor !== null && product !== null)
      return {
        usbId: `${vendor}:${product}`.toLowerCase(),
        manufacturer: await attribute(folder, 'manufacturer'),
        product: await attribute(folder, 'product'),
      }
    folder = dirname(folder)
  }
  return null
}

const attribute = (folder: string, name: string): Promise<string | null> =>
  readFile(join(folder, name), 'utf8').then(
    (text) => text.trim(),
    () => null,
  )

async function byIdNames(dev: string): Promise<Map<string, string>> {
  const folder = join(dev, 'serial/by-id')
  const names = await readdir(folder).catch((): string[] => [])
  const pairs = await Promise.all(
    names.map(
      async (name) => [await realpath(join(folder, name)).catch(() => ''), join(folder, name)] as const,
    ),
  )
  return new Map(pairs)
}

const isUsb = (path: string): boolean =>
  /tty(USB|ACM|WCH)\d|^COM\d+$|\/(cu|tty)\.(usb|wch|SLAB)/i.test(path) && !path.includes('/tty.usb')

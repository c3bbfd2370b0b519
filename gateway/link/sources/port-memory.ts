/**
 * What `--port auto` knows of ports from earlier looks: which one the cushion is on, and which ones to leave alone until they
 * are unplugged and plugged in again.
 */
import { lstat, stat } from 'node:fs/promises'
import type { PortInfo } from './port-list.ts'
import { lastingName } from './port-order.ts'

/** `silent`: opened, and no cushion answered. `locked`: opened, and found locked. `not-needed`: there when a cushion was found elsewhere. */
export type LeftAlone = 'silent' | 'locked' | 'not-needed'

export interface PluggedPort extends PortInfo {
  /** Changes when the device is replugged, where the system creates a new file for it; otherwise empty. */
  readonly plug: string
}

export async function plugged(port: PortInfo): Promise<PluggedPort> {
  const [entry, device] = [await lstat(port.path).catch(() => null), await stat(port.path).catch(() => null)]
  const plug = [entry?.ino, entry?.birthtimeMs, device?.ino, device?.rdev].join(' ')
  return { ...port, plug: entry === null ? '' : plug }
}

export class PortMemory {
  readonly #left = new Map<string, { plug: string; why: LeftAlone }>()
  #cushion: PluggedPort | null = null

  /** Forgets what was unplugged since. */
  look(ports: readonly PluggedPort[]): void {
    const plugs = new Map(ports.map(({ path, plug }) => [path, plug]))
    for (const [path, { plug }] of this.#left) if (plugs.get(path) !== plug) this.#left.delete(path)
    const cushion = this.#cushion
    // A path alone may belong to another device after a replug; a name below by-id does not.
    if (cushion !== null && cushion.byId === null && plugs.get(cushion.path) !== cushion.plug)
      this.#cushion = null
  }

  /** The lasting name of the port on which a cushion answered in this run; null before that, and once it is no longer known. */
  get cushion(): string | null {
    return this.#cushion === null ? null : lastingName(this.#cushion)
  }

  isCushion(port: PluggedPort): boolean {
    return this.cushion === lastingName(port)
  }

  /** The cushion's own port is never left alone. */
  leave(port: PluggedPort, why: LeftAlone): void {
    const { path, plug } = port
    if (!this.isCushion(port) && !this.#left.has(path)) this.#left.set(path, { plug, why })
  }

  leftAlone({ path }: PluggedPort): LeftAlone | null {
    return this.#left.get(path)?.why ?? null
  }

  found(port: PluggedPort, all: readonly PluggedPort[]): void {
    this.#cushion = port
    this.#left.delete(port.path)
    for (const other of all) this.leave(other, 'not-needed')
  }
}

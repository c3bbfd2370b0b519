/**
 * The id of the gateway of a data folder, unless the settings name one. A folder in which no gateway has run gets an id of its own,
 * so that two computers with the same settings are two gateways; one from an earlier version keeps the id that all had then.
 */
import { randomInt } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { createFile, makePrivateFolder, readIfThere } from '../platform/files/private-files.ts'
import { isThere, setAside } from '../platform/files/set-aside.ts'
import type { ResolvedSettings } from './settings.ts'

const earlierId = 'gateway-1'
/** Without letters and digits that look alike, and without vowels: no words. */
const alphabet = 'bcdfghjkmnpqrstvwxz23456789'
const letters = 6
/** A file that was cut short is not one: it would give a part of the id. */
const whole = new RegExp(`^(${earlierId}|gateway-[${alphabet}]{${letters}})\\n$`)

/** Where gateways of this folder keep their outbox: of real, of simulated and of replayed cushions. */
function hasOutbox(folder: string): boolean {
  const replays = join(folder, 'replay')
  const below = existsSync(replays) ? readdirSync(replays).map((name) => join(replays, name)) : []
  return [folder, join(folder, 'simulated'), ...below].some((each) => existsSync(join(each, 'gateway.db')))
}

const freshId = (): string =>
  `gateway-${Array.from({ length: letters }, () => alphabet[randomInt(alphabet.length)]).join('')}`

function keptId(file: string): string | null {
  try {
    return whole.exec(readIfThere(file) ?? '')?.[1] ?? null
  } catch {
    return null
  }
}

/**
 * Made at the first start, and kept in the data folder. Call before the outbox is opened. `warn` hears that a corrupt one was
 * set aside; the new id is then a fresh one, because the corrupt one may have been any.
 */
export function gatewayIdOf({ values, sources }: ResolvedSettings, warn: (sentence: string) => void): string {
  if (sources.gateway !== 'default') return values.gateway
  const folder = resolve(values.data)
  const file = join(folder, 'gateway-id')
  const kept = keptId(file)
  if (kept !== null) return kept
  const isCorrupt = isThere(file)
  const id = hasOutbox(folder) && !isCorrupt ? earlierId : freshId()
  try {
    if (isCorrupt) {
      const aside = setAside(file, Date.now())
      warn(
        `${file} was corrupt and was kept as ${aside}. This gateway now has the id ${id}. Its cushions stay its own as long as its ` +
          'outbox, gateway.db, is kept.',
      )
    }
    makePrivateFolder(dirname(file))
    createFile(file, `${id}\n`)
    return id
  } catch {
    // Another program was faster, or the folder cannot be written, which is said elsewhere.
    return keptId(file) ?? id
  }
}

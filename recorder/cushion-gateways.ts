/**
 * Which gateway a cushion belongs to. The first one that is heard for a cushion owns it until a person gives it to another: a
 * second one would mix its readings with the person's. A gateway is known by its id (`--gateway`) or by its outbox, whose name is
 * random and stays in its data folder: with a new id, or with a new data folder, it is still the same; with both it is another.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { idPattern } from '../contract/topics.ts'
import type { Log } from '../platform/log.ts'

interface GatewaySign {
  readonly cushion: string
  readonly gateway: string
  readonly outbox: string
}

export interface CushionGateways {
  /** Null when the cushion is this gateway's, or was nobody's until now; else why its readings are not taken. */
  refuse(of: GatewaySign): string | null
  /** Keeps on the disk what was learned, if it can. */
  save(): void
}

const owner = z.strictObject({
  gateways: z.array(z.string().regex(idPattern)).min(1),
  outboxes: z.array(z.string().max(64)),
})
const schema = z.strictObject({ v: z.literal(1), cushions: z.record(z.string().regex(idPattern), owner) })
type Owner = z.infer<typeof owner>

/** Ids and outboxes of one gateway that are remembered. */
const mostSigns = 8
const mostCushions = 100_000
const fileOf = (folder: string) => join(folder, 'cushion-gateways.json')

export function createCushionGateways(folder: string, log: Pick<Log, 'warn'>): CushionGateways {
  const file = fileOf(folder)
  let known: Map<string, Owner> | null = null
  let readAtMs = 0
  let changed = false

  /** Reads the file when a person has changed it since. */
  const owners = (): Map<string, Owner> => {
    const atMs = existsSync(file) ? statSync(file).mtimeMs : 0
    if (known !== null && atMs === readAtMs) return known
    readAtMs = atMs
    try {
      known = readOwners(folder)
    } catch (error) {
      known = new Map()
      log.warn(
        { file, err: error },
        'The list of cushions and their gateways cannot be read. Readings are still stored; each cushion now belongs to the next gateway that sends its readings.',
      )
    }
    return known
  }

  return {
    refuse({ cushion, gateway, outbox }) {
      let of = known?.get(cushion)
      const mine = (one: Owner | undefined) =>
        one === undefined || one.gateways.includes(gateway) || one.outboxes.includes(outbox)
      // Only then is the file looked at: this is the way of every batch.
      if (of === undefined || !mine(of)) of = owners().get(cushion)
      if (!mine(of)) return anotherGateway({ cushion, gateway, owner: of?.gateways.at(-1) ?? '' })
      if (of?.gateways.includes(gateway) && of.outboxes.includes(outbox)) return null
      if (of === undefined && owners().size >= mostCushions) return null
      owners().set(cushion, {
        gateways: withNewest(of?.gateways ?? [], gateway),
        outboxes: withNewest(of?.outboxes ?? [], outbox),
      })
      changed = true
      return null
    },
    save() {
      if (!changed) return
      changed = false
      const learned = known
      // A person's change goes first; what was learned meanwhile is learned again.
      if (learned === null || owners() !== learned) return
      try {
        writeOwners(folder, learned)
        readAtMs = statSync(file).mtimeMs
      } catch (error) {
        log.warn(
          { file, err: error },
          'The gateway of a cushion could not be saved. Readings are still stored. Free some space in that folder.',
        )
      }
    },
  }
}

/** The gateway that each cushion belongs to. Throws when the file cannot be read or does not fit. */
export const readCushionGateways = (folder: string): ReadonlyMap<string, string> =>
  new Map([...readOwners(folder)].map(([cushion, { gateways }]) => [cushion, gateways.at(-1) ?? '']))

/** A person's word: from now on it belongs to this gateway alone. */
export function giveCushion(
  folder: string,
  { cushion, gateway }: { cushion: string; gateway: string },
): void {
  writeOwners(folder, readOwners(folder).set(cushion, { gateways: [gateway], outboxes: [] }))
}

const withNewest = (list: readonly string[], one: string): string[] =>
  [...list.filter((each) => each !== one), one].slice(-mostSigns)

const anotherGateway = (of: { cushion: string; gateway: string; owner: string }): string =>
  `cushion ${of.cushion} belongs to the gateway ${of.owner}, and this came from ${of.gateway}. Give one of the two cushions another id (--cushion), ` +
  `or, if ${of.gateway} has replaced ${of.owner}: npm run sitbone -- cushion ${of.cushion} --gateway ${of.gateway}`

function readOwners(folder: string): Map<string, Owner> {
  if (!existsSync(fileOf(folder))) return new Map()
  const { cushions } = schema.parse(JSON.parse(readFileSync(fileOf(folder), 'utf8')))
  return new Map(Object.entries(cushions))
}

function writeOwners(folder: string, owners: ReadonlyMap<string, Owner>): void {
  const file = fileOf(folder)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const content = JSON.stringify({ v: 1, cushions: Object.fromEntries(owners) }, null, 1)
  writeFileSync(`${file}.new`, `${content}\n`, { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
}

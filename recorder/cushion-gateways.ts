/**
 * Which gateway a cushion belongs to. The first one heard for a cushion owns it until a person gives it to another: a second one
 * would mix its readings with the person's. A gateway is recognised by its id (`--gateway`) or by its outbox, which has a random
 * name and stays in its data folder. With a new id or a new data folder it is still the same; with both it is another.
 */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { idPattern } from '../contract/topics.ts'
import { makePrivateFolder } from '../platform/files/private-files.ts'
import { readStamped, type StampedJson, writeStamped } from '../platform/files/stamped-json.ts'
import type { Log } from '../platform/log.ts'
import { ownCommand } from '../platform/own-command.ts'
import { OutboxesAtOnce } from './outboxes-at-once.ts'

interface GatewaySign {
  readonly cushion: string
  readonly gateway: string
  readonly outbox: string
}

export interface CushionGateways {
  /** Null if the cushion belongs to this gateway, or to none until now; otherwise the reason why its readings are refused. */
  refuse(of: GatewaySign): string | null
  /** Saves what was learned to the disk, if possible. */
  save(): void
}

const owner = z.strictObject({
  gateways: z.array(z.string().regex(idPattern)).min(1),
  outboxes: z.array(z.string().max(64)),
})
const schema = z.strictObject({ v: z.literal(1), cushions: z.record(z.string().regex(idPattern), owner) })
type Owner = z.infer<typeof owner>

/** How many ids and outboxes of one gateway are remembered. */
const mostSigns = 8
const mostCushions = 100_000

export const gatewaysFile = (folder: string): StampedJson<z.infer<typeof schema>> => ({
  file: join(folder, 'cushion-gateways.json'),
  what: 'The list of cushions and their gateways',
  missing: 'each cushion now belongs to the next gateway that sends its readings',
  schema,
  version: 1,
})

export function createCushionGateways(
  folder: string,
  log: Pick<Log, 'warn'>,
  nowMs: () => number = () => performance.now(),
): CushionGateways {
  const atOnce = new OutboxesAtOnce(nowMs)
  const { file } = gatewaysFile(folder)
  let known: Map<string, Owner> | null = null
  let readAtMs = 0
  let changed = false
  /** The file is there and cannot be read: then it is not written either. */
  let unreadable = false

  /** Reads the file when a person has changed it since. */
  const owners = (): Map<string, Owner> => {
    const atMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
    if (known !== null && atMs === readAtMs) return known
    readAtMs = atMs
    try {
      known = readOwners(folder, (sentence) => log.warn({ file }, `${sentence} Readings are still stored.`))
      unreadable = false
    } catch (error) {
      known = new Map()
      unreadable = true
      log.warn(
        { file, err: error },
        'The list of cushions and their gateways cannot be read. Readings are still stored; each cushion now belongs to the next gateway that sends its readings.',
      )
    }
    return known
  }

  const learn = ({ cushion, gateway, outbox }: GatewaySign, of: Owner | undefined) => {
    if (of?.gateways.includes(gateway) && of.outboxes.includes(outbox)) return
    if (of === undefined && owners().size >= mostCushions) return
    owners().set(cushion, {
      gateways: withNewest(of?.gateways ?? [], gateway),
      outboxes: withNewest(of?.outboxes ?? [], outbox),
    })
    changed = true
  }

  return {
    refuse(sign) {
      const { cushion, gateway, outbox } = sign
      let of = known?.get(cushion)
      const mine = (one: Owner | undefined) =>
        one === undefined || one.gateways.includes(gateway) || one.outboxes.includes(outbox)
      // Every batch passes here, so the file is only looked at when it matters.
      if (of === undefined || !mine(of)) of = owners().get(cushion)
      if (!mine(of)) return anotherGateway({ cushion, gateway, owner: of?.gateways.at(-1) ?? '' })
      if (atOnce.isSecond(sign)) return twoAtOnce(sign)
      learn(sign, of)
      return null
    },
    save() {
      if (!changed) return
      changed = false
      const learned = known
      // A person's change has priority; what was learned meanwhile will be learned again.
      if (learned === null || owners() !== learned || unreadable) return
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

type Warn = (sentence: string) => void

/** The gateway that each cushion belongs to. Throws when the file cannot be read; a corrupt one is set aside. */
export const readCushionGateways = (folder: string, warn: Warn): ReadonlyMap<string, string> =>
  new Map([...readOwners(folder, warn)].map(([cushion, { gateways }]) => [cushion, gateways.at(-1) ?? '']))

/** A person decided: from now on it belongs to this gateway alone. */
export function giveCushion(
  folder: string,
  { cushion, gateway }: { cushion: string; gateway: string },
  warn: Warn,
): void {
  writeOwners(folder, readOwners(folder, warn).set(cushion, { gateways: [gateway], outboxes: [] }))
}

const withNewest = (list: readonly string[], one: string): string[] =>
  [...list.filter((each) => each !== one), one].slice(-mostSigns)

const anotherGateway = (of: { cushion: string; gateway: string; owner: string }): string =>
  `cushion ${of.cushion} belongs to the gateway ${of.owner}, and this came from ${of.gateway}. Give one of the two cushions another id (--cushion), ` +
  `or, if ${of.gateway} has replaced ${of.owner}: ${ownCommand} cushion ${of.cushion} --gateway ${of.gateway}`

const twoAtOnce = ({ cushion, gateway }: GatewaySign): string =>
  `two gateways send readings of the cushion ${cushion} at the same time, both as ${gateway}; those of the second are not mixed with the first's. ` +
  'Give one of the two cushions another name (--cushion) and restart its gateway'

const readOwners = (folder: string, warn: Warn): Map<string, Owner> =>
  new Map(Object.entries(readStamped(gatewaysFile(folder), warn)?.cushions ?? {}))

function writeOwners(folder: string, owners: ReadonlyMap<string, Owner>): void {
  makePrivateFolder(folder)
  writeStamped(gatewaysFile(folder).file, { v: 1, cushions: Object.fromEntries(owners) })
}

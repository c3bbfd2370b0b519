/**
 * Tries every topic that Sitbone uses: each part publishes a message that says nothing, and each part that reads the topic has to
 * hear it. So a right that is missing at either end shows, whatever the broker answers.
 */
import { asPublished, topics } from '../contract/topics.ts'
import { verbs } from '../core/model/schemas/commands.ts'
import { type PartRole, rightsOf } from '../mqtt/broker/rights.ts'
import { BrokerRefuses, type MqttLink } from '../mqtt/mqtt-link.ts'
import { probe, withoutShare } from '../mqtt/subscriptions.ts'
import type { RecordTopics } from '../recorder/record-share.ts'
import { reach } from './broker-reach.ts'

export const triedRoles = ['gateway', 'recorder', 'dashboard'] as const satisfies readonly PartRole[]
export type TriedRole = (typeof triedRoles)[number]

export interface TopicRightsOptions {
  readonly base: string
  readonly gatewayId: string
  readonly cushions: readonly string[]
  readonly roles: readonly TriedRole[]
  /** Where the recorder listens for batches, if that was set. */
  readonly recordTopics: RecordTopics | undefined
  link(role: TriedRole): MqttLink
}

export interface TopicRights {
  /** How many topics were tried. */
  readonly tried: number
  /** A sentence for each that does not work. */
  readonly faults: readonly string[]
}

/** A message is heard well within this. */
const hearWithinMs = 2500
const lookEveryMs = 50
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** The topics of these cushions; who writes and who reads each is in the table of rights. */
function triedTopics({ base, gatewayId, cushions }: TopicRightsOptions): readonly string[] {
  const topic = topics(base)
  const names = ['availability', 'info', 'state', 'live', 'record', 'recorded', 'event', 'tolerance'] as const
  return [
    topic.gatewayAvailability(gatewayId),
    topic.gatewayProblems(gatewayId),
    ...cushions.flatMap((id) => [
      ...names.map((name) => topic.cushion(id, name)),
      ...verbs.flatMap((verb) => [topic.command(id, verb), topic.commandResult(id, verb)]),
    ]),
  ]
}

interface Part {
  readonly role: TriedRole
  readonly link: MqttLink
  readonly heard: Set<string>
}

/** @throws Error with the reason when the broker cannot be reached */
export async function tryTopicRights(options: TopicRightsOptions): Promise<TopicRights> {
  const { base, roles } = options
  const all = triedTopics(options)
  const parts = roles.map((role): Part => ({ role, link: options.link(role), heard: new Set() }))
  const writes: Reads = (role, topic) => rightsOf(role, base).mayWrite(topic)
  // What a part writes itself it need not hear, and with version 5 does not.
  const reads: Reads = (role, topic) => rightsOf(role, base).mayRead(topic) && !writes(role, topic)
  try {
    for (const part of parts) await listen(part, all, options, reads)
    const faults = new Set<string>()
    const sent = new Set<string>()
    const writing = parts.flatMap(({ role, link }) =>
      all.filter((topic) => writes(role, topic)).map((topic) => ({ link, topic })),
    )
    for (const { link, topic } of writing) {
      const fault = await send(link, topic)
      if (fault === null) sent.add(topic)
      else faults.add(fault)
    }
    await heardByAll(parts, sent, reads)
    const refusals = parts.flatMap(({ link }) => link.refusals)
    const refused = new Set(refusals.map(({ topic }) => topic))
    for (const { message } of refusals) faults.add(message)
    for (const { role, topic } of unheard(parts, sent, reads).filter((one) => !refused.has(one.topic)))
      faults.add(
        `The ${role} does not hear ${topic}: the broker does not pass it on to this user. Give the user the right to read it.`,
      )
    return { tried: writing.length, faults: [...faults] }
  } finally {
    await Promise.all(parts.map(({ link }) => link.stop()))
  }
}

/** Also where a broker that maps subjects puts records: the gateway hears there that they were passed on. */
function filtersFor(
  role: TriedRole,
  usual: readonly string[],
  options: TopicRightsOptions,
): readonly string[] {
  const { base, cushions, recordTopics } = options
  if (role === 'gateway') return [...usual, ...cushions.map((id) => topics(base).part('+', id))]
  if (role !== 'recorder' || recordTopics === undefined || recordTopics === 'by-cushion') return usual
  return [...usual.filter((topic) => !topic.endsWith('/record')), ...recordTopics.map(withoutShare)]
}

async function listen(
  { role, link, heard }: Part,
  all: readonly string[],
  options: TopicRightsOptions,
  reads: Reads,
): Promise<void> {
  const filters = filtersFor(
    role,
    all.filter((topic) => reads(role, topic)),
    options,
  )
  for (const filter of filters)
    link.overhear(filter, ({ topic, payload }) => {
      if (payload.equals(probe)) heard.add(asPublished(options.base, topic))
    })
  const { ok, detail } = await reach(link)
  if (!ok) throw new Error(detail)
}

/** Null when the broker took it; a refusal is also in the link's list. */
async function send(link: MqttLink, topic: string): Promise<string | null> {
  try {
    await link.publish(topic, probe, { qos: 1 })
    return null
  } catch (error) {
    if (error instanceof BrokerRefuses) return error.message
    // Closed because of it: the link connects again.
    for (let waitedMs = 0; !link.connected && waitedMs < 2 * hearWithinMs; waitedMs += lookEveryMs)
      await pause(lookEveryMs)
    return `The MQTT broker closed the connection at a message to ${topic}, probably because this user may not write it. Give the user the right to write it.`
  }
}

type Reads = (role: TriedRole, topic: string) => boolean

const unheard = (parts: readonly Part[], sent: ReadonlySet<string>, reads: Reads) =>
  parts.flatMap(({ role, heard }) =>
    [...sent].filter((topic) => reads(role, topic) && !heard.has(topic)).map((topic) => ({ role, topic })),
  )

async function heardByAll(parts: readonly Part[], sent: ReadonlySet<string>, reads: Reads): Promise<void> {
  for (let waitedMs = 0; waitedMs < hearWithinMs; waitedMs += lookEveryMs) {
    if (unheard(parts, sent, reads).length === 0) return
    await pause(lookEveryMs)
  }
}

/**
 * What each role may read and write at the embedded broker; anything not listed is refused. The access list for Mosquitto in
 * docker/mosquitto/acl grants the same rights; a test compares the two.
 */
import { topicMatches } from '../topic-filter.ts'

/** Roles of Sitbone's own parts. The broker creates a user of this name for each. */
export const partRoles = ['gateway', 'recorder', 'dashboard', 'simulator', 'tool', 'read'] as const
/** Roles for other users: read everything, Home Assistant, and tools that also send commands. */
export const givenRoles = ['read', 'home', 'tool'] as const

export type PartRole = (typeof partRoles)[number]
export type GivenRole = (typeof givenRoles)[number]
export type Role = PartRole | GivenRole

interface Filters {
  readonly read: readonly string[]
  readonly write: readonly string[]
  /** Retained topics that it may empty when a person forgets a cushion. Mosquitto's access list has no such right. */
  readonly clear?: readonly string[]
}

const everything = ['#']

/** What the gateway publishes for people; the page shows it. */
const shown = [
  'gateway/+/availability',
  'gateway/+/problems',
  'cushion/+/availability',
  'cushion/+/info',
  'cushion/+/state',
  'cushion/+/live',
  'cushion/+/event',
  'cushion/+/tolerance',
  'cushion/+/cmd/+/result',
  'simulator/+/lines',
  'simulator/+/truth',
]

/** Below the base topic. */
const filters: Readonly<Record<Role, Filters>> = {
  gateway: {
    // If the broker reports the end of an earlier connection, the gateway publishes that it is online.
    read: [
      'gateway/+/availability',
      'gateway/+/problems',
      // To notice another gateway that uses the same cushion name.
      'cushion/+/info',
      'cushion/+/record',
      'part/+/cushion/+/record',
      'cushion/+/recorded',
      'cushion/+/cmd/+',
      'cushion/+/tolerance',
      'simulator/+/set',
    ],
    write: [...shown, 'cushion/+/record'],
  },
  recorder: {
    // Recorders that share the parts of a broker hear of each other.
    read: ['cushion/+/record', 'part/+/cushion/+/record', 'recorder/+/availability'],
    write: ['cushion/+/recorded', 'recorder/+/availability'],
  },
  dashboard: {
    read: shown,
    write: ['cushion/+/tolerance', 'cushion/+/cmd/+', 'simulator/+/set'],
    clear: ['cushion/+/availability', 'cushion/+/info', 'cushion/+/state'],
  },
  simulator: { read: ['simulator/+/set'], write: ['simulator/+/lines', 'simulator/+/truth'] },
  tool: { read: everything, write: ['cushion/+/tolerance', 'cushion/+/cmd/+', 'simulator/+/set'] },
  home: {
    read: [
      'gateway/+/availability',
      'cushion/+/availability',
      'cushion/+/info',
      'cushion/+/state',
      'cushion/+/event',
      'cushion/+/tolerance',
      'cushion/+/cmd/+/result',
    ],
    write: ['cushion/+/cmd/acknowledge', 'cushion/+/cmd/snooze', 'cushion/+/cmd/quiet'],
  },
  read: { read: everything, write: [] },
}

/** Home Assistant's own topics: discovery, and the message that it is online. */
const homeAssistant: Filters = { read: ['homeassistant/#'], write: ['homeassistant/status'] }

/** A role's filters, with the base topic in front. */
export function filtersOf(role: Role, base: string): Filters {
  const below = (some: readonly string[]) => some.map((filter) => `${base}/${filter}`)
  const { read, write } = filters[role]
  const own = { read: below(read), write: below(write) }
  if (role !== 'home') return own
  return { read: [...own.read, ...homeAssistant.read], write: [...own.write, ...homeAssistant.write] }
}

export interface Rights {
  /** A topic, or a filter to subscribe to. */
  mayRead(filter: string): boolean
  mayWrite(topic: string): boolean
  /** May it remove a retained message by publishing an empty one? */
  mayClear(topic: string): boolean
}

export function rightsOf(role: Role, base: string): Rights {
  const { read, write } = filtersOf(role, base)
  const covers = (granted: readonly string[], topic: string) =>
    granted.some((filter) => topicMatches(filter, topic))
  return {
    mayRead: (filter) => covers(read, filter),
    // Unlike a message, a will may name a topic with wildcards.
    mayClear: (topic) =>
      covers(
        (filters[role].clear ?? []).map((filter) => `${base}/${filter}`),
        topic,
      ),
    mayWrite: (topic) => !/[+#]/.test(topic) && covers(write, topic),
  }
}

/**
 * What each role may read and write at the embedded broker; what is not named is refused. The access list for Mosquitto in
 * docker/mosquitto/acl says the same, and a test compares them.
 */
import { topicMatches } from './topic-filter.ts'

/** Parts of Sitbone, each with a user of its own name that the broker makes itself. */
export const partRoles = ['gateway', 'recorder', 'dashboard', 'simulator', 'tool', 'read'] as const
/** What a person may give to a user: to read everything, for Home Assistant, or for a tool that also commands. */
export const givenRoles = ['read', 'home', 'tool'] as const

export type PartRole = (typeof partRoles)[number]
export type GivenRole = (typeof givenRoles)[number]
export type Role = PartRole | GivenRole

interface Filters {
  readonly read: readonly string[]
  readonly write: readonly string[]
}

const everything = ['#']

/** Below the base topic. */
const filters: Readonly<Record<Role, Filters>> = {
  gateway: {
    // It hears when the broker tells of the end of an earlier connection, and says that it is there.
    read: [
      'gateway/+/availability',
      'cushion/+/recorded',
      'cushion/+/cmd/+',
      'cushion/+/tolerance',
      'simulator/+/set',
    ],
    write: [
      'gateway/+/availability',
      'cushion/+/availability',
      'cushion/+/info',
      'cushion/+/state',
      'cushion/+/live',
      'cushion/+/event',
      'cushion/+/record',
      'cushion/+/tolerance',
      'cushion/+/cmd/+/result',
      'simulator/+/lines',
      'simulator/+/truth',
    ],
  },
  recorder: { read: ['cushion/+/record'], write: ['cushion/+/recorded'] },
  dashboard: {
    read: [
      'gateway/+/availability',
      'cushion/+/availability',
      'cushion/+/info',
      'cushion/+/state',
      'cushion/+/live',
      'cushion/+/event',
      'cushion/+/tolerance',
      'cushion/+/cmd/+/result',
      'simulator/+/lines',
      'simulator/+/truth',
    ],
    write: ['cushion/+/tolerance', 'cushion/+/cmd/+', 'simulator/+/set'],
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

/** Topics of Home Assistant itself: what it may find there, and the word by which it says that it is there. */
const homeAssistant: Filters = { read: ['homeassistant/#'], write: ['homeassistant/status'] }

/** The filters of a role with the base topic in front. */
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
}

export function rightsOf(role: Role, base: string): Rights {
  const { read, write } = filtersOf(role, base)
  const covers = (granted: readonly string[], topic: string) =>
    granted.some((filter) => topicMatches(filter, topic))
  return {
    mayRead: (filter) => covers(read, filter),
    // A will may name what no message could: a topic with wildcards in it.
    mayWrite: (topic) => !/[+#]/.test(topic) && covers(write, topic),
  }
}

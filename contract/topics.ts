/** The MQTT topics: names of cushions, topics and commands, and the topic strings built from them. */

import { z } from 'zod'
import type { Verb } from '../core/model/schemas/commands.ts'

export const idPattern = /^[a-z0-9-]{1,32}$/

export const cushionId = z.string().regex(idPattern, 'an id is 1-32 of a-z, 0-9 and -')

export const cushionTopics = [
  'availability',
  'info',
  'state',
  'live',
  'record',
  'recorded',
  'event',
  'tolerance',
] as const

/** What is retained of a cushion, and emptied when it is forgotten. */
export const forgottenTopics = ['availability', 'state', 'info', 'tolerance'] as const

export type CushionTopic = (typeof cushionTopics)[number]

export const topics = (base: string) => ({
  gatewayAvailability: (gatewayId: string) => `${base}/gateway/${gatewayId}/availability`,
  /** Empty while the gateway has no problem. */
  gatewayProblems: (gatewayId: string) => `${base}/gateway/${gatewayId}/problems`,
  /** Published only by recorders that share parts. */
  recorderAvailability: (recorderId: string) => `${base}/recorder/${recorderId}/availability`,
  /** Where a broker that maps subjects puts the records of some of the cushions. */
  part: (part: string, cushion = '+') => `${base}/part/${part}/cushion/${cushion}/record`,
  cushion: (id: string, topic: CushionTopic) => `${base}/cushion/${id}/${topic}`,
  command: (id: string, verb: Verb) => `${base}/cushion/${id}/cmd/${verb}`,
  commandResult: (id: string, verb: Verb) => `${base}/cushion/${id}/cmd/${verb}/result`,
  /** Filters with `+` for the cushion id. */
  everyCushion: (topic: CushionTopic) => `${base}/cushion/+/${topic}`,
  everyCommand: (id: string) => `${base}/cushion/${id}/cmd/+`,
  everyCommandResult: `${base}/cushion/+/cmd/+/result`,
  /** Only simulated cushions subscribe to it. */
  simulator: (id: string) => `${base}/simulator/${id}/set`,
  /** Published only while a simulated cushion's console is open. */
  simulatorLines: (id: string) => `${base}/simulator/${id}/lines`,
  simulatorTruth: (id: string) => `${base}/simulator/${id}/truth`,
})

/** The topic as it was published, where the broker mapped it to a part. */
export const asPublished = (base: string, topic: string): string =>
  topic.startsWith(`${base}/part/`)
    ? topic.replace(/^(.*)\/part\/[^/]+(\/cushion\/[^/]+\/record)$/, '$1$2')
    : topic

/** The cushion id and the rest of a topic below `<base>/cushion/`, or null when it is another topic. */
export function parseCushionTopic(base: string, topic: string): { cushion: string; rest: string } | null {
  const prefix = `${base}/cushion/`
  if (!topic.startsWith(prefix)) return null
  const slash = topic.indexOf('/', prefix.length)
  if (slash < 0) return null
  const cushion = topic.slice(prefix.length, slash)
  return idPattern.test(cushion) ? { cushion, rest: topic.slice(slash + 1) } : null
}

export const availability = z.enum(['online', 'offline'])
export type Availability = z.infer<typeof availability>

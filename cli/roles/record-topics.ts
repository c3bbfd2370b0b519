/** What recorders take together: the records of every cushion, shared by the broker or by themselves, or parts of them. */
import { asPublished, topics } from '../../contract/topics.ts'
import { withoutShare } from '../../mqtt/subscriptions.ts'
import type { RecordTopics } from '../../recorder/record-share.ts'
import { type Settings, SettingsError } from '../../settings/settings.ts'

/** Undefined: not set. @throws SettingsError naming the topic at which no batch would arrive */
export function recordTopicsOf({
  base,
  'record-topics': given,
}: Pick<Settings, 'base' | 'record-topics'>): RecordTopics | undefined {
  if (given === null) return undefined
  if (given.length === 1 && given[0] === 'by-cushion') return 'by-cushion'
  const topic = topics(base)
  const all = topic.everyCushion('record')
  for (const [i, filter] of given.entries()) {
    const plain = withoutShare(filter)
    const twice = given.indexOf(filter) < i
    if (!twice && asPublished(base, plain) === all) continue
    throw new SettingsError(
      `--record-topics: ${JSON.stringify(filter)} (${i + 1} of ${given.length}) ${
        twice
          ? 'is listed twice.'
          : `is not a topic at which batches arrive: expected by-cushion, ${all}, '$share/recorders/${all}' (in a shell, in single quotes), or ${topic.part('0')}.`
      }`,
    )
  }
  return given
}

/**
 * Does an MQTT filter (`+` one level, `#` the rest) match a topic, or everything that another filter would match?
 * MQTT 3.1.1 section 4.7.
 */
export function topicMatches(filter: string, topic: string): boolean {
  // A wildcard at the front does not match the broker's own topics. [MQTT-4.7.2-1]
  if (topic.startsWith('$') && !filter.startsWith('$')) return false
  const wanted = filter.split('/')
  const given = topic.split('/')
  for (const [i, level] of wanted.entries()) {
    if (level === '#') return true
    // One level does not cover all that are left.
    if (i >= given.length || given[i] === '#' || (level !== '+' && level !== given[i])) return false
  }
  return wanted.length === given.length
}

/** Sentences that differ only in the topic become one, with the topics in a list: an access list often lacks many. */
const hint = '; "sitbone doctor" tries every topic that Sitbone uses'

export function mergedFaults(faults: readonly string[], base: string): string[] {
  const topicsOf = new Map<string, string[]>()
  for (const fault of faults.map((each) => each.replace(hint, ''))) {
    const topic = topicIn(fault, base)
    const sentence = topic === '' ? fault : fault.replace(topic, '\0')
    topicsOf.set(sentence, [...(topicsOf.get(sentence) ?? []), topic])
  }
  return [...topicsOf].map(([sentence, [first = '', ...others]]) =>
    others.length === 0
      ? sentence.replace('\0', first)
      : [
          sentence
            .replace('\0', 'the topics below')
            .replace('this topic', 'these topics')
            .replace('read it', 'read them'),
          ...[first, ...others].map((topic) => `  ${topic}`),
        ].join('\n'),
  )
}

function topicIn(fault: string, base: string): string {
  const from = fault.indexOf(` ${base}/`) + 1
  return from === 0 ? '' : (/^[^\s:,)]+/.exec(fault.slice(from))?.[0] ?? '')
}

/** The examples of docs/topics.md by heading: good payloads to alter. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const text = readFileSync(join(import.meta.dirname, '../../docs/topics.md'), 'utf8')
const sections = new Map(
  text.split(/^##+ /m).map((section) => {
    const heading = /^`([^`]+)`/.exec(section)?.[1] ?? ''
    const blocks = [...section.matchAll(/```json\n([\s\S]*?)\n```/g)].map((match) => match[1] ?? '')
    return [heading, blocks] as const
  }),
)

/** Of a heading's end, such as `/state` or `cmd/snooze`. */
export function examplesOf(end: string): unknown[] {
  const found = [...sections].find(([heading]) => heading === end || heading.endsWith(end))
  if (found === undefined || found[1].length === 0) throw new Error(`docs/topics.md has no example of ${end}`)
  return found[1].map((block): unknown => JSON.parse(block))
}

/** Checks every text a sitter may read: no frightening words, no exercises, no diagnosis; and rules of the style sheets. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(tsx?|css|svg)$/.test(name) && !/\.test\.tsx?$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }))
files.push({ name: 'index.html', text: readFileSync(join(root, '../index.html'), 'utf8') })

/** Style sheets say `stretch` for boxes; a sitter does not read them. */
const read = files.filter(({ name }) => !name.endsWith('.css'))

const banned = [
  /damag/i,
  /\bdanger/i,
  /\binjur/i,
  /\bharm(s|ed|ful|ing)?\b/i,
  /stretch/i,
  /hamstring/i,
  /\bforward fold/i,
  /touch(ing)? (your )?toes/i,
  /\b(deep )?squats?\b/i,
  /\blunges?\b/i,
  /deadlift/i,
  /\bcurls?\b/i,
  /\bmust not\b.*\bsit\b/i,
  /\bforbid/i,
  // Sitbone diagnoses nothing; it may ask whether a clinician did.
  /(?<!a clinician )\bdiagnos(e|es|ed)\b/i,
  /ibuprofen|painkiller|injection|cortisone/i,
]

describe('words of the pages', () => {
  it('looks at all sources', () => expect(files.length).toBeGreaterThan(40))
  it.each(banned.map((word) => [String(word), word] as const))('no %s', (_, word) => {
    const found = read.flatMap(({ name, text }) =>
      text.split('\n').flatMap((line, at) => (word.test(line) ? [`${name}:${at + 1} ${line.trim()}`] : [])),
    )
    expect(found).toEqual([])
  })
  it('no emoji and no all-capitals', () => {
    for (const { name, text } of files) {
      expect(/\p{Extended_Pictographic}/u.test(text), name).toBe(false)
      expect(/text-transform:\s*uppercase/.test(text), name).toBe(false)
    }
  })
  it('the safety text says what it has to', () => {
    const safety = files.find(({ name }) => name.endsWith('safety.tsx'))?.text ?? ''
    for (const part of ['not a medical device', '25 %', 'see a clinician', 'self-tracking and research'])
      expect(safety.replace(/\s+/g, ' ')).toContain(part)
  })
})

/**
 * Checks texts for people: calm words, no forecasts of harm, no exercise or treatment advice. Covers README, docs, the page,
 * and every message of gateway, dashboard server and command line.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const repo = join(import.meta.dirname, '../..')
const unread = new Set(['node_modules', 'test', 'scripts', 'data', 'coverage'])
/** Every room, so that a new one is checked too. */
const rooms = readdirSync(repo, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !unread.has(entry.name))
  .map(({ name }) => name)
const read = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'sitbone.ts', ...rooms]

const never: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:damag(?:e[sd]?|ing)|danger(?:ous(?:ly)?|s)?|injur(?:y|ies|ed|e|ing|ious))\b/i,
    'calm words: "your limit", "time to stand"',
  ],
  [
    /\bstretch(?:es|ing)? (?:break|your|the ham|of the ham|hamstring)|\bhamstring stretch|\bforward (?:fold|bend)|\btouch(?:ing)? (?:your )?toes\b/i,
    'no stretching of the hamstring, in any form',
  ],
  [
    /\bdeep squat|\blunges?\b|\bdead-?lifts?\b|\b(?:seated|hamstring|nordic) curls?\b/i,
    'no exercises: the programme belongs to the physio',
  ],
  [
    /\b(?:ibuprofen|cortisone|corticosteroid|painkiller|NSAID|PRP)\b|(?<!CSV |SQL )\binjections?\b/i,
    'no advice on drugs or injections',
  ],
  [
    /\byou (?:have|suffer from) (?:a )?(?:tendinopathy|PHT|tear|tendinitis)\b|\bdiagnos(?:e|es|ed) you\b/i,
    'no diagnosis',
  ],
  [
    /\byou (?:must not|may not|are not allowed to) sit\b|\bsitting is forbidden\b/i,
    'reduce or adapt, never forbid',
  ],
  [
    /\b(?:healed|recovered|pain-free) (?:by|on) (?:\d|mon|tue|wed|thu|fri)/i,
    'recovery is a range, never a date',
  ],
]

/** A sentence about what Sitbone leaves out may name it. */
const allowed = /\b(?:never|no|not)\b[^.]{0,80}$/i

/** Where "damaged" is said of files. */
const aboutFiles = /^(?:gateway\/outbox|store|simulator|tools\/conformance)\/|^core\/summary\/snapshot\.ts$/

function findings(text: string, file = ''): string[] {
  const said = aboutFiles.test(file) ? text.replaceAll(/damage[sd]?/gi, 'broken') : text
  return said.split('\n').flatMap((line, index) =>
    never.flatMap(([pattern, rule]) => {
      const match = pattern.exec(line)
      if (match === null || allowed.test(line.slice(0, match.index))) return []
      return [`${index + 1}: "${match[0]}" (${rule})`]
    }),
  )
}

function files(path: string): string[] {
  if (statSync(join(repo, path)).isFile())
    return /\.(md|tsx?|html|yaml)$/.test(path) && !/\.test\.tsx?$/.test(path) ? [path] : []
  return readdirSync(join(repo, path))
    .filter((name) => name !== 'dist' && name !== 'node_modules')
    .flatMap((name) => files(`${path}/${name}`))
}

describe('the words people read', () => {
  it('finds what must never be said', () => {
    for (const sentence of [
      'Sitting longer will damage the tendon.',
      'Danger: stand up now',
      'Take a stretch break.',
      'Try some lunges.',
      'You must not sit today.',
      'Ask for an injection.',
      'You will be healed by 3 May.',
    ]) {
      expect(findings(sentence), sentence).toHaveLength(1)
    }
    expect(findings('Time to stand: your limit of 45 min is reached.')).toEqual([])
    expect(findings('Sitbone gives no advice on drugs or injections.')).toEqual([])
  })

  it('says none of it in README, docs, pages and messages', () => {
    const scanned = read.flatMap(files)
    expect(scanned.length).toBeGreaterThan(50)
    const found = scanned.flatMap((file) =>
      findings(readFileSync(join(repo, file), 'utf8'), file).map((finding) => `${file}:${finding}`),
    )
    expect(found).toEqual([])
  })

  it('says what Sitbone is not, where people begin', () => {
    const readme = readFileSync(join(repo, 'README.md'), 'utf8')
    for (const sentence of [
      /not a medical device/i,
      /self-tracking and research/i,
      /25 %/,
      /see a clinician/i,
    ]) {
      expect(readme).toMatch(sentence)
    }
  })
})

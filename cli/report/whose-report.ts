/** Which cushion a report is about: the one that was named, the one of the sitter that was named, or the only one there is. */
import type { CushionSummary } from '../../contract/cushions.ts'
import { NotAnswered } from './running-sitbone.ts'

export interface WhoseReport {
  readonly cushion: string
  /** User name of the sitter, or else the cushion's name. */
  readonly name: string
  /** For the person at the terminal; null: nothing to say. */
  readonly hint: string | null
}

interface Asked {
  readonly cushion: string | null
  readonly sitter: string | null
}

/** @throws NotAnswered */
export function whoseReport(known: readonly CushionSummary[], { cushion, sitter }: Asked): WhoseReport {
  if (cushion !== null && sitter !== null)
    throw new NotAnswered('Name either a cushion or a sitter, not both.')
  if (sitter !== null) return ofSitter(known, sitter)
  if (cushion === null) return only(known)
  const found = known.find(({ id }) => id === cushion)
  if (found === undefined) throw new NotAnswered(`No cushion called ${cushion}. ${listed(known)}`)
  return { cushion, name: found.sitter ?? cushion, hint: null }
}

function ofSitter(known: readonly CushionSummary[], sitter: string): WhoseReport {
  const names = [...new Set(known.flatMap((each) => each.sitter ?? []))]
  if (names.length === 0)
    throw new NotAnswered(`--sitter ${sitter}: no names are known here. Use --cushion. ${listed(known)}`)
  const theirs = known
    .filter((each) => each.sitter?.toLowerCase() === sitter.toLowerCase())
    .toSorted((a, b) => (b.lastAt ?? '').localeCompare(a.lastAt ?? ''))
  const [latest, ...others] = theirs
  if (latest === undefined)
    throw new NotAnswered(
      `--sitter ${sitter}: nobody of this name shares data with you. Those who do: ${names.join(', ')}.`,
    )
  const hint =
    others.length === 0
      ? null
      : `${sitter} has ${theirs.length} cushions. This report is about ${latest.id}, used last; for another one, name it with --cushion (${others.map(({ id }) => id).join(', ')}).`
  return { cushion: latest.id, name: latest.sitter ?? latest.id, hint }
}

function only(known: readonly CushionSummary[]): WhoseReport {
  const [first, ...others] = known
  if (first === undefined || others.length > 0)
    throw new NotAnswered(`Name the cushion with --cushion. ${listed(known)}`)
  return { cushion: first.id, name: first.sitter ?? first.id, hint: null }
}

const listed = (known: readonly CushionSummary[]): string =>
  known.length === 0
    ? 'There is none yet, or none that you may see.'
    : `There ${known.length === 1 ? 'is' : 'are'}: ${known.map(({ id }) => id).join(', ')}.`

/** The lines of a settings file, each with its place for messages. */
import { createRequire } from 'node:module'
import type * as yaml from 'yaml'

/** Loaded only when there is a settings file. */
const loadYaml = (): typeof yaml => createRequire(import.meta.url)('yaml')

interface SettingLine {
  readonly key: string
  readonly value: unknown
  readonly place: string
}

/** Empty, plus a problem, for text that is not a list of settings. */
export function readSettingLines(text: string, path: string, problems: string[]): readonly SettingLine[] {
  const { LineCounter, parseDocument } = loadYaml()
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'error' })
  for (const error of document.errors)
    problems.push(`${path} line ${lines.linePos(error.pos[0]).line}: ${error.message.split('\n')[0]}`)
  if (document.errors.length > 0) return []
  let top: unknown
  try {
    top = document.toJS()
  } catch (error) {
    // Aliases that would expand without end.
    problems.push(`${path}: ${reasonOf(error)}`)
    return []
  }
  if (top === null || top === undefined) return []
  if (typeof top !== 'object' || Array.isArray(top)) {
    problems.push(`${path}: expected "name: value" lines.`)
    return []
  }
  return Object.entries(top).map(([key, value]) => {
    const at = rangeStart(document.get(key, true))
    return { key, value, place: at === null ? path : `${path} line ${lines.linePos(at).line}` }
  })
}

function rangeStart(node: unknown): number | null {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range))
    return null
  const start: unknown = node.range[0]
  return typeof start === 'number' ? start : null
}

export const reasonOf = (error: unknown) =>
  error instanceof Error && 'code' in error
    ? String(error.code)
    : error instanceof Error
      ? error.message
      : String(error)

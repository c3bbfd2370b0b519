/**
 * Reads the import statements of TypeScript source, without a compiler. Comments are blanked first and line numbers
 * stay. Not a parser: it knows the forms that this repository's formatter leaves.
 */

export interface ImportStatement {
  /** What stands between the quotes. */
  readonly specifier: string
  readonly line: number
  /** `import type` or `export type`: leaves nothing in the running program. */
  readonly typeOnly: boolean
}

const statements = [
  /^[ \t]*(?:import|export)\b(?<clause>[^'"`;()=]*?)\bfrom\s*(?<quote>['"])(?<specifier>[^'"\n]+)\k<quote>/gm,
  /^[ \t]*import\s*(?<quote>['"])(?<specifier>[^'"\n]+)\k<quote>/gm,
  /\bimport\(\s*(?<quote>['"])(?<specifier>[^'"\n]+)\k<quote>/g,
]

export function scanImports(source: string): readonly ImportStatement[] {
  const text = blankComments(source)
  const found: ImportStatement[] = []
  for (const pattern of statements) {
    for (const match of text.matchAll(pattern)) {
      const { specifier = '', clause = '' } = match.groups ?? {}
      // The match may begin with the line break before it; the line that counts is the one of the quotes.
      const end = match.index + match[0].length
      found.push({
        specifier,
        line: text.slice(0, end).split('\n').length,
        typeOnly: /^\s*type\b(?!\s*,)/.test(clause),
      })
    }
  }
  return found.sort((a, b) => a.line - b.line)
}

/** Replaces comments by spaces; strings stay, so that `'//'` in one is no comment. */
function blankComments(source: string): string {
  const token = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g
  return source.replace(token, (found) => (found.startsWith('/') ? found.replace(/[^\n]/g, ' ') : found))
}

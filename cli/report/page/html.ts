/** HTML from templates: every text that is put in is escaped, so that what people wrote cannot become markup. */

export interface Markup {
  readonly markup: string
}

type Part = string | number | Markup | null | readonly Part[]

export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  markup: texts.map((text, at) => text + shown(parts[at] ?? null)).join(''),
})

export const nothing: Markup = { markup: '' }

function shown(part: Part): string {
  if (part === null) return ''
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part))
  return 'markup' in part ? part.markup : part.map(shown).join('')
}

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

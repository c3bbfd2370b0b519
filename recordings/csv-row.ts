/** Rows of a CSV file: the separator is found from the first row, fields may be in double quotes. */
const separators = [',', ';', '\t'] as const
export type Separator = (typeof separators)[number]

/** The one that cuts the row into the most fields. */
export function separatorOf(row: string): Separator {
  let best: Separator = ','
  for (const each of separators) if (row.split(each).length > row.split(best).length) best = each
  return best
}

export function fieldsOf(row: string, separator: Separator): string[] {
  if (!row.includes('"')) return row.split(separator)
  const fields: string[] = []
  let field = ''
  let quoted = false
  for (let i = 0; i < row.length; i++) {
    const char = row[i] ?? ''
    if (quoted && char === '"' && row[i + 1] === '"') {
      field += '"'
      i++
    } else if (char === '"') quoted = !quoted
    else if (!quoted && char === separator) {
      fields.push(field)
      field = ''
    } else field += char
  }
  fields.push(field)
  return fields
}

/** A decimal number, with a point or (where the comma does not separate) a decimal comma; NaN for anything else. */
export function numberOf(field: string, separator: Separator): number {
  const text = field.trim()
  if (text === '') return NaN
  return Number(separator !== ',' && text.includes(',') ? text.replace(',', '.') : text)
}

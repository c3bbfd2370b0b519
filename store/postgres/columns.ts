/** Rows on their way into a statement: one array for each column, which the statement spreads again with `unnest`. */

export type SqlType = 'int4' | 'int8' | 'float8' | 'text' | 'bool'

/** `unnest($1::int4[], $2::text[])`, its parameters counted from `first` on. */
export const spread = (types: readonly SqlType[], first = 1): string =>
  `unnest(${types.map((type, i) => `$${first + i}::${type}[]`).join(', ')})`

/** The values of rows, column by column. */
export function columnsOf<T>(
  rows: readonly T[],
  ...columns: readonly ((row: T) => number | string | boolean | null)[]
): (number | string | boolean | null)[][] {
  return columns.map((column) => rows.map(column))
}

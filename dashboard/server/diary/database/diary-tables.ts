/** The tables of the diary as this program knows them, and the statements that are the same for each. */
import type { Statements, Value } from './diary-base.ts'

interface Table {
  /** Beside the cushion; empty: the database numbers the rows. */
  readonly key: readonly string[]
  readonly others: readonly string[]
}

const tables = {
  checkIn: {
    key: ['id'],
    others: ['atMs', 'day', 'occasion', 'pain', 'side', 'place', 'note', 'source', 'answers'],
  },
  decision: {
    key: ['proposalId'],
    others: [
      ...['kind', 'decision', 'day', 'decidedAtMs', 'decidedBy'],
      ...['changes', 'reasons', 'before', 'undoneAtMs'],
    ],
  },
  redFlagAnswer: { key: [], others: ['answeredAtMs', 'flags', 'clearedAtMs', 'clearedBy'] },
  baseline: { key: [], others: ['morningPain', 'comfortableBoutMin'] },
  entry: { key: ['id'], others: ['atMs', 'day', 'kind', 'minutes', 'note'] },
  setup: { key: [], others: ['answers', 'updatedAtMs'] },
  prescription: {
    key: ['place', 'revision'],
    others: [
      ...['atMs', 'author', 'reason', 'nextReview', 'stepsUpToPercent'],
      ...['tolerance', 'before', 'locked', 'questions'],
    ],
  },
  comment: { key: ['id'], others: ['atMs', 'thread', 'madeAtMs', 'author', 'authorKey', 'text'] },
  commentRead: { key: ['comment', 'readerKey'], others: ['reader', 'atMs'] },
  visaH: { key: ['day'], others: ['total', 'author'] },
} satisfies Record<string, Table>

export type TableName = keyof typeof tables
export const tableNames = Object.keys(tables) as TableName[]
const table = (name: TableName): Table => tables[name]

/** What a row of it says, the cushion first. */
export const columnsOf = (name: TableName): readonly string[] => [
  'cushion',
  ...table(name).key,
  ...table(name).others,
]

const quoted = (columns: readonly string[]) => columns.map((column) => `"${column}"`).join(', ')
export const selectAll = (name: TableName): string => `SELECT ${quoted(columnsOf(name))} FROM "diary_${name}"`

const insert = (name: TableName) => {
  const columns = columnsOf(name)
  return `INSERT INTO "diary_${name}" (${quoted(columns)}) VALUES (${columns.map((_, at) => `$${at + 1}`).join(', ')})`
}

type Written = Readonly<Record<string, Value>> & { readonly cushion: string }
const valuesOf = (name: TableName, row: Written) => columnsOf(name).map((column) => row[column] ?? null)

/** False when there is one with this key already; that one stays. */
export const add = async (on: Statements, name: TableName, row: Written): Promise<boolean> =>
  (await on.run(`${insert(name)} ON CONFLICT DO NOTHING`, ...valuesOf(name, row))) > 0

/** In the place of the one with this key. */
export async function put(on: Statements, name: TableName, row: Written): Promise<void> {
  const { key, others } = table(name)
  const set = others.map((column) => `"${column}" = excluded."${column}"`).join(', ')
  const conflict = `ON CONFLICT (${quoted(['cushion', ...key])}) DO UPDATE SET ${set}`
  await on.run(`${insert(name)} ${conflict}`, ...valuesOf(name, row))
}

/** What the other has already stays beside it. */
export async function renameIn(on: Statements, cushion: string, to: string): Promise<void> {
  for (const name of tableNames) {
    const { key } = table(name)
    const same = key.map((column) => ` AND theirs."${column}" = mine."${column}"`).join('')
    const free =
      name === 'redFlagAnswer'
        ? ''
        : ` AND NOT EXISTS (SELECT 1 FROM "diary_${name}" AS theirs WHERE theirs.cushion = $1${same})`
    await on.run(`UPDATE "diary_${name}" AS mine SET cushion = $1 WHERE cushion = $2${free}`, to, cushion)
  }
}

export async function forgetIn(on: Statements, cushion: string): Promise<void> {
  for (const name of tableNames) await on.run(`DELETE FROM "diary_${name}" WHERE cushion = $1`, cushion)
}

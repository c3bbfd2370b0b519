/** What a store holds, as people get it: through `sitbone export`, a process of its own. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runSitbone } from '../services/sitbone.ts'
import { namesakeGateway } from './namesake.ts'
import { bodyOf, type StoredRow } from './verdict.ts'

export interface Exported {
  readonly frames: readonly StoredRow[]
  /** `kind at` of events, `minute at`, `bout startedAt`. */
  readonly facts: ReadonlySet<string>
  /** Every row as it was printed, with its kind before it. */
  readonly rows: ReadonlySet<string>
}

/**
 * Imports what the recorder set aside because its date was in the future, as the documentation says; batches from another gateway
 * stay out. Does nothing while the files are unchanged since the last call.
 */
export class SetAsideImport {
  readonly #env: Record<string, string>
  readonly #folder: string
  readonly #imported = new Map<string, string>()

  constructor(env: Record<string, string>, folder: string) {
    this.#env = env
    this.#folder = folder
  }

  async run(): Promise<void> {
    const names = existsSync(this.#folder) ? readdirSync(this.#folder) : []
    for (const name of names.filter((one) => one.startsWith('set-aside-'))) {
      const own = readFileSync(join(this.#folder, name), 'utf8')
        .split('\n')
        .filter((line) => !line.includes(`\\"gateway\\":\\"${namesakeGateway}\\"`))
        .join('\n')
      if (own.trim() === '' || this.#imported.get(name) === own) continue
      const { code } = await this.#import(own)
      if (code === 0) this.#imported.set(name, own)
    }
  }

  async #import(lines: string): Promise<{ code: number | null }> {
    const folder = mkdtempSync(join(tmpdir(), 'sitbone-chaos-aside-'))
    try {
      const file = join(folder, 'set-aside.jsonl')
      writeFileSync(file, lines)
      return await runSitbone(['import', file], { env: this.#env }).exited
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
}

// A clock that jumps dates readings years before or after the run.
const range = ['--from', '1970-01-01T00:00:00Z', '--to', '2262-01-01T00:00:00Z']

/** `before`: rows of an earlier export, which are not among the frames. */
export async function exportAll(
  env: Record<string, string>,
  { cushion, before = new Set() }: { cushion: string; before?: ReadonlySet<string> },
): Promise<Exported> {
  const all = new Set<string>()
  const read = async (what: string) => {
    const args = ['export', '--cushion', cushion, '--what', what, '--format', 'csv', ...range]
    const { code, out, err } = await runSitbone(args, { env }).exited
    // Everything lost, or nothing due: the judge decides.
    if (err.includes('the store has no data for it')) return { columns: [], lines: [] }
    if (code !== 0) throw new Error(`sitbone export --what ${what} ended with ${code}: ${err}`)
    const [header = '', ...lines] = out.trimEnd().split('\n')
    const filled = lines.filter((text) => text !== '')
    for (const text of filled) all.add(`${what} ${text}`)
    return { columns: header.split(','), lines: filled }
  }
  const { columns, lines } = await read('frames')
  const frameOf = frameReader(columns)
  const frames = lines.filter((text) => !before.has(`frames ${text}`)).map(frameOf)
  const facts = new Set<string>()
  for (const text of (await read('events')).lines) {
    const [at, kind] = text.split(',')
    facts.add(`${kind} ${at}`)
  }
  for (const text of (await read('minutes')).lines) facts.add(`minute ${text.split(',')[0]}`)
  for (const text of (await read('bouts')).lines) facts.add(`bout ${text.split(',')[0]}`)
  return { frames, facts, rows: all }
}

function frameReader(columns: readonly string[]): (text: string) => StoredRow {
  const boardMsColumn = columns.indexOf('boardMs')
  const cells = columns.filter((name) => /^c\d+$/.test(name)).length
  return (text) => {
    const values = text.split(',')
    const seq = Number(values[2])
    const counts = values.slice(3, 3 + cells).map(Number)
    const body = bodyOf({ seq, boardMs: Number(values[boardMsColumn]), counts })
    return { at: values[0] ?? '', boot: Number(values[1]), seq, body }
  }
}

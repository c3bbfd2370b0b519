/** What a store holds, as people get it: through `sitbone export`, a process of its own. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runSitbone } from '../services/sitbone.ts'
import { bodyOf, type StoredRow } from './verdict.ts'

export interface Exported {
  readonly frames: readonly StoredRow[]
  readonly facts: ReadonlySet<string>
}

/** What the recorder kept aside because it lay in the future, into the store, as people are told to do. Twice is once. */
export async function importSetAside(env: Record<string, string>, folder: string): Promise<void> {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('set-aside-')) : []
  for (const name of names) await runSitbone(['import', join(folder, name)], { env }).exited
}

export async function exportAll(env: Record<string, string>, cushion: string): Promise<Exported> {
  const rows = async (what: string) => {
    const args = ['export', '--cushion', cushion, '--what', what, '--format', 'csv']
    // Clocks that jump put readings some years beside the run.
    const range = ['--from', '1970-01-01T00:00:00Z', '--to', '2262-01-01T00:00:00Z']
    const { code, out, err } = await runSitbone([...args, ...range], { env }).exited
    // Everything lost, or nothing due: that is for the judge to say.
    if (err.includes('the store has no data for it')) return { columns: [], lines: [] }
    if (code !== 0) throw new Error(`sitbone export --what ${what} ended with ${code}: ${err}`)
    const [header = '', ...lines] = out.trimEnd().split('\n')
    return { columns: header.split(','), lines: lines.filter((text) => text !== '') }
  }
  const { columns, lines } = await rows('frames')
  const boardMsColumn = columns.indexOf('boardMs')
  const cells = columns.filter((name) => /^c\d+$/.test(name)).length
  const frames = lines.map((text) => {
    const values = text.split(',')
    const seq = Number(values[2])
    const counts = values.slice(3, 3 + cells).map(Number)
    const body = bodyOf({ seq, boardMs: Number(values[boardMsColumn]), counts })
    return { at: values[0] ?? '', boot: Number(values[1]), seq, body }
  })
  const facts = new Set<string>()
  for (const text of (await rows('events')).lines) {
    const [at, kind] = text.split(',')
    facts.add(`${kind} ${at}`)
  }
  for (const text of (await rows('minutes')).lines) facts.add(`minute ${text.split(',')[0]}`)
  for (const text of (await rows('bouts')).lines) facts.add(`bout ${text.split(',')[0]}`)
  return { frames, facts }
}

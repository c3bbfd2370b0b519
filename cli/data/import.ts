/** `sitbone import <file>`: puts batches that the recorder set aside into the store. Importing twice changes nothing. */
import { join } from 'node:path'
import type { RecordBatch } from '../../contract/record.ts'
import { shiftBatch } from '../../contract/shift-batch.ts'
import { readBatch } from '../../recorder/read-batch.ts'
import { readSetAside } from '../../recorder/set-aside-file.ts'
import { SettingsError } from '../../settings/settings.ts'
import type { Store } from '../../store/store.ts'
import type { CommandContext } from '../context.ts'
import { makeStore } from '../roles/store.ts'

const batchesAtOnce = 500

export async function runImport({ values, options, log }: CommandContext): Promise<number> {
  const file = Array.isArray(options.arguments) ? String(options.arguments[0]) : ''
  const shiftMs = shiftOf(options.shift)
  const store = await makeStore(
    values,
    options.simulated === true ? join(values.data, 'simulated') : values.data,
    log,
  )
  const { stored, refused } = await intoStore(store, file, shiftMs)
  process.stdout.write(`${stored} batches of ${file} are now in the store. The file was not changed.\n`)
  if (refused.length === 0) return 0
  process.stdout.write(`${refused.length} could not be stored, the first because: ${refused[0]}\n`)
  return 1
}

async function intoStore(
  store: Store,
  file: string,
  shiftMs: number,
): Promise<{ stored: number; refused: string[] }> {
  const refused: string[] = []
  let stored = 0
  let waiting: RecordBatch[] = []
  const write = async () => {
    const { setAside } = await store.write(waiting)
    refused.push(...setAside.map(({ reason }) => reason))
    stored += waiting.length - setAside.length
    waiting = []
  }
  await store.start()
  try {
    for await (const read of batchesOf(file)) {
      if (read.ok) waiting.push(shiftMs === 0 ? read.batch : shiftBatch(read.batch, shiftMs))
      else refused.push(read.reason)
      if (waiting.length >= batchesAtOnce) await write()
    }
    await write()
  } finally {
    await store.stop()
  }
  return { stored, refused }
}

type ReadLine =
  | { readonly ok: true; readonly batch: RecordBatch }
  | { readonly ok: false; readonly reason: string }

/** One per line of the file; a line without a batch carries the reason as a sentence. */
async function* batchesOf(file: string): AsyncGenerator<ReadLine> {
  let line = 0
  for await (const entry of readSetAside(file)) {
    line++
    const read: ReadLine =
      entry === null
        ? { ok: false, reason: 'not a line of a set-aside file' }
        : readBatch(entry.payload, entry.cushion)
    yield read.ok ? read : { ok: false, reason: `Line ${line}: ${read.reason}.` }
  }
}

function shiftOf(text: unknown): number {
  if (text === undefined) return 0
  const s = Number(text)
  if (text === '' || !Number.isFinite(s))
    throw new SettingsError(
      `--shift ${String(text)}: expected seconds, for instance -86400 for a day earlier.`,
    )
  return Math.round(s * 1000)
}

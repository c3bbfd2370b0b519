/** `sitbone import <file>`: batches that the recorder set aside, into the store. Twice is the same as once. */
import { join } from 'node:path'
import type { RecordBatch } from '../contract/record.ts'
import { readBatch } from '../recorder/read-batch.ts'
import { readSetAside } from '../recorder/set-aside-file.ts'
import { SettingsError } from '../settings/settings.ts'
import { shiftBatch } from '../store/shift-batch.ts'
import type { CommandContext } from './context.ts'
import { makeStore } from './roles.ts'

const batchesAtOnce = 500

export async function runImport({ values, options, log }: CommandContext): Promise<number> {
  const file = Array.isArray(options.arguments) ? String(options.arguments[0]) : ''
  const shiftMs = shiftOf(options.shift)
  const store = makeStore(
    values,
    options.simulated === true ? join(values.data, 'simulated') : values.data,
    log,
  )
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
    let line = 0
    for await (const entry of readSetAside(file)) {
      line++
      const read = entry === null ? null : readBatch(entry.payload, entry.cushion)
      if (read?.ok) waiting.push(shiftMs === 0 ? read.batch : shiftBatch(read.batch, shiftMs))
      else refused.push(`Line ${line}: ${read === null ? 'not a line of a set-aside file' : read.reason}.`)
      if (waiting.length >= batchesAtOnce) await write()
    }
    await write()
  } finally {
    await store.stop()
  }
  process.stdout.write(`${stored} batches of ${file} are in the store now; the file stays as it is.\n`)
  if (refused.length === 0) return 0
  process.stdout.write(`${refused.length} could not be stored, the first because: ${refused[0]}\n`)
  return 1
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

/**
 * Batches that no store can take, kept as JSON lines with the reason: `{"v":1,"at","cushion","reason","payload"}`, the
 * payload as text, or as base64 if it is not UTF-8. One file a day, with a limit for all together; when it is reached, nothing more
 * is taken, and the gateways keep what they have.
 */
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { appendLines, makePrivateFolder } from '../platform/files/private-files.ts'
import { parseJson } from '../platform/json.ts'

export interface SetAsideEntry {
  readonly cushion: string
  readonly reason: string
  readonly payload: Buffer
}

class SetAsideFull extends Error {
  override name = 'SetAsideFull'
}

export interface SetAsideFile {
  /** On the disk once it resolves. Throws SetAsideFull or the error of the file system. */
  keep(entries: readonly SetAsideEntry[], nowMs: number): Promise<void>
}

export function createSetAsideFile(folder: string, maxBytes = 200_000_000): SetAsideFile {
  let used: number | null = null
  const measure = async (): Promise<number> => {
    let bytes = 0
    for (const name of await readdir(folder)) {
      if (name.startsWith('set-aside-')) bytes += (await stat(join(folder, name))).size
    }
    return bytes
  }
  return {
    async keep(entries, nowMs) {
      makePrivateFolder(folder)
      used ??= await measure()
      const at = new Date(nowMs).toISOString()
      const lines = entries.map(({ cushion, reason, payload }) => {
        const text = payload.toString()
        const faithful = Buffer.from(text).equals(payload)
        const kept = faithful ? { payload: text } : { payloadBase64: payload.toString('base64') }
        return `${JSON.stringify({ v: 1, at, cushion, reason, ...kept })}\n`
      })
      const content = lines.join('')
      const bytes = Buffer.byteLength(content)
      if (used + bytes > maxBytes) {
        used = await measure() // somebody may have deleted files
        if (used + bytes > maxBytes)
          throw new SetAsideFull(`${folder} already holds ${used} bytes of batches that were set aside`)
      }
      await appendLines(join(folder, `set-aside-${at.slice(0, 10)}.jsonl`), content)
      used += bytes
    },
  }
}

/** Lines of 0.1.0 have no `v`. */
const v = z.literal(1).optional()
const lineSchema = z.union([
  z.object({ v, cushion: z.string(), payload: z.string() }),
  z.object({ v, cushion: z.string(), payloadBase64: z.base64() }),
])

/** The batches of a set-aside file, in order; null for a line that is not one. */
export async function* readSetAside(
  file: string,
): AsyncGenerator<Pick<SetAsideEntry, 'cushion' | 'payload'> | null> {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const read = lineSchema.safeParse(parseJson(line))
    if (!read.success) yield null
    else if ('payload' in read.data)
      yield { cushion: read.data.cushion, payload: Buffer.from(read.data.payload) }
    else yield { cushion: read.data.cushion, payload: Buffer.from(read.data.payloadBase64, 'base64') }
  }
}

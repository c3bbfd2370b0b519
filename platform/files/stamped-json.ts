/**
 * A small JSON file of the data folder: `{"v": 1, ...}`. One that a newer Sitbone wrote is refused; one that cannot be read,
 * or that has another shape, is set aside, and its reader goes on as if there were none.
 */
import { z } from 'zod'
import { parseJson } from '../json.ts'
import { WrittenByNewer } from '../newer-file.ts'
import { readIfThere, replaceFile } from './private-files.ts'
import { isThere, setAside } from './set-aside.ts'

export interface StampedJson<T> {
  readonly file: string
  /** For people: "The users of the broker in". */
  readonly what: string
  /** What it means that the file is gone: "users have to be added again". */
  readonly missing: string
  /** With `v`. */
  readonly schema: z.ZodType<T & { v: number }>
  readonly version: number
}

const stamp = z.object({ v: z.number(), writer: z.string().optional() })

/** Null when there is none. `warn` hears what was set aside. Throws WrittenByNewer, or the error of the file system. */
export function readStamped<T>(
  { file, what, missing, schema, version }: StampedJson<T>,
  warn: (sentence: string) => void,
): T | null {
  const text = readIfThere(file)
  if (text === null && !isThere(file)) return null
  const content = parseJson(text)
  const parsed = schema.safeParse(content)
  if (parsed.success) return parsed.data
  refuseNewer({ file, what, version }, content)
  const aside = setAside(file, Date.now())
  warn(
    `${file} was corrupt and was kept as ${aside}. A new one is started: ${missing}. It is text; you can look at it in any editor.`,
  )
  return null
}

/** @throws WrittenByNewer */
export function refuseNewer(
  { file, what, version }: Pick<StampedJson<unknown>, 'file' | 'what' | 'version'>,
  content: unknown,
): void {
  const found = stamp.safeParse(content)
  if (!found.success || found.data.v <= version) return
  const { v, writer = null } = found.data
  throw new WrittenByNewer({ what: `${what} ${file}`, found: v, supported: version, writer })
}

export const writeStamped = (file: string, content: object): void =>
  replaceFile(file, `${JSON.stringify(content, null, 1)}\n`)

/**
 * The port on which each cushion was found last, kept in the data folder so that `--port auto` looks there first. Only a
 * shortcut: a file that is missing, unreadable or cannot be written costs nothing but that.
 */
import { join } from 'node:path'
import { z } from 'zod'
import { readIfThere } from '../platform/files/private-files.ts'
import { writeStamped } from '../platform/files/stamped-json.ts'
import { parseJson } from '../platform/json.ts'

const schema = z.object({ v: z.literal(1), ports: z.record(z.string(), z.string()) })
const fileOf = (folder: string) => join(folder, 'last-ports.json')

export function lastPort(folder: string, cushion: string) {
  return {
    read: (): string | null => readAll(folder)[cushion] ?? null,
    write(name: string): void {
      const all = readAll(folder)
      if (all[cushion] === name) return
      try {
        writeStamped(fileOf(folder), { v: 1, ports: { ...all, [cushion]: name } })
      } catch {
        // The next start looks at every port again. Commands without a data folder do not make one for this.
      }
    },
  }
}

function readAll(folder: string): Record<string, string> {
  try {
    return schema.parse(parseJson(readIfThere(fileOf(folder)))).ports
  } catch {
    return {}
  }
}

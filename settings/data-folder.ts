/** The data folder: created when missing, refused with the reason when not writable. */
import { randomBytes } from 'node:crypto'
import { accessSync, constants } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { createFile, FileRefused, makePrivateFolder, readIfThere } from '../platform/files/private-files.ts'
import { readStamped, type StampedJson } from '../platform/files/stamped-json.ts'
import { parseJson } from '../platform/json.ts'
import { SettingsError } from './settings.ts'

/** @throws SettingsError */
export function ensureFolder(folder: string): void {
  const path = resolve(folder)
  try {
    makePrivateFolder(path)
    accessSync(path, constants.W_OK)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new SettingsError(
      `--data ${path} cannot be written (${code}), so no reading could be kept. Name a folder that you can write to, for instance --data ~/sitbone-data.`,
    )
  }
}

const idSchema = z.object({ v: z.literal(1), id: z.string().regex(/^[0-9a-f]{12}$/) })

export const installationFile = (folder: string): StampedJson<z.infer<typeof idSchema>> => ({
  file: join(resolve(folder), 'installation'),
  what: 'The id of this installation in',
  missing: 'this installation has a new id at the broker',
  schema: idSchema,
  version: 1,
})

/**
 * The id of this installation, created at the first start and kept in the data folder, so that its parts keep their client
 * names at the broker and never share them with another installation. If it cannot be saved, it lasts for this run.
 */
export function installationId(folder: string, warn: (sentence: string) => void): string {
  const kept = installationFile(folder)
  const fresh = randomBytes(6).toString('hex')
  try {
    makePrivateFolder(dirname(kept.file))
    // An early form is the id alone.
    const early = /^[0-9a-f]{12}$/.exec(readIfThere(kept.file)?.trim() ?? '')?.[0]
    const known = early ?? readStamped(kept, warn)?.id
    if (known !== undefined) return known
    createFile(kept.file, `${JSON.stringify({ v: 1, id: fresh })}\n`)
    return fresh
  } catch (error) {
    if (error instanceof FileRefused) throw error
    // Another part, started at the same moment, may have been quicker.
    return idSchema.safeParse(parseJson(readable(kept.file))).data?.id ?? fresh
  }
}

function readable(file: string): string | null {
  try {
    return readIfThere(file)
  } catch {
    return null
  }
}

/** The data folder: made when missing, and refused with the reason when it cannot be written. */
import { randomBytes } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { SettingsError } from './settings.ts'

/** @throws SettingsError */
export function ensureFolder(folder: string): void {
  const path = resolve(folder)
  try {
    makeWithParents(path)
    accessSync(path, constants.W_OK)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new SettingsError(
      `--data ${path} cannot be written (${code}), so no reading could be kept. Name a folder that you may write, for instance --data ~/sitbone-data.`,
    )
  }
}

/** Step by step: below some special folders mkdir's own `recursive` never comes back. */
function makeWithParents(path: string): void {
  if (existsSync(path)) return
  makeWithParents(dirname(path))
  mkdirSync(path)
}

/**
 * The id of this installation: made at the first start and kept in the data folder, so that its parts are known at the broker
 * by the same names after a restart, and never by those of another one. Where nothing can be kept, one for this run.
 */
export function installationId(folder: string): string {
  const file = join(resolve(folder), 'installation')
  const fresh = randomBytes(6).toString('hex')
  try {
    makeWithParents(resolve(folder))
    writeFileSync(file, `${fresh}\n`, { flag: 'wx', mode: 0o600 })
    return fresh
  } catch {
    return keptId(file) ?? fresh
  }
}

function keptId(file: string): string | null {
  try {
    return /^[0-9a-f]{12}$/m.exec(readFileSync(file, 'utf8'))?.[0] ?? null
  } catch {
    return null
  }
}

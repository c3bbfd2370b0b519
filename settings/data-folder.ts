/** The data folder: made when missing, and refused with the reason when it cannot be written. */
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
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

/** The data folder: made when missing, and refused with the reason when it cannot be written. */
import { accessSync, constants, mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { SettingsError } from './settings.ts'

/** @throws SettingsError */
export function ensureFolder(folder: string): void {
  const path = resolve(folder)
  try {
    mkdirSync(path, { recursive: true })
    accessSync(path, constants.W_OK)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new SettingsError(
      `--data ${path} cannot be written (${code}), so no reading could be kept. Name a folder that you may write, for instance --data ~/sitbone-data.`,
    )
  }
}

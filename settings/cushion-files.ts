/** Reads and checks layout and calibration files; refusals name the file and the place of each fault. */
import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import { type Calibration, calibrationSchema } from '../core/model/schemas/calibration.ts'
import { type Layout, layoutSchema } from '../core/model/schemas/layout.ts'
import { fsr8, grid4x4 } from '../firmware-protocol/layout.ts'
import { SettingsError } from './settings.ts'

const builtIn: Readonly<Record<string, Layout>> = { fsr8, grid4x4 }

/** A built-in name or a file. @throws SettingsError */
export function loadLayout(nameOrFile: string): Layout {
  const known = builtIn[nameOrFile]
  if (known !== undefined) return known
  if (!/[./\\]/.test(nameOrFile))
    throw new SettingsError(
      `--layout ${nameOrFile}: there is no such layout. Built in: ${Object.keys(builtIn).join(', ')}; or name a file, for instance ./my-cushion.json.`,
    )
  return readJsonFile('--layout', nameOrFile, layoutSchema)
}

/** @throws SettingsError, also when the file has not one entry for each cell of the layout */
export function loadCalibration(file: string, layout: Layout): Calibration {
  const calibration = readJsonFile('--calibration', file, calibrationSchema)
  if (calibration.cells.length !== layout.cells.length)
    throw new SettingsError(
      `--calibration ${file}: it has ${calibration.cells.length} cells, but the layout "${layout.name}" has ${layout.cells.length}. Use the calibration made for this cushion.`,
    )
  return calibration
}

/** Reads JSON and checks it. @throws SettingsError with the path inside the file of each fault */
export function readJsonFile<T>(flag: string, file: string, schema: z.ZodType<T>): T {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new SettingsError(`${flag} ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
  const parsed = schema.safeParse(content)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join('.') || 'top'}: ${issue.message}`)
  throw new SettingsError(`${flag} ${file} does not fit: ${faults.join('; ')}`)
}

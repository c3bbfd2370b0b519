/** The cushions that this process serves, with the contents of their layout and calibration files. */
import type { Calibration } from '../core/model/schemas/calibration.ts'
import type { Layout } from '../core/model/schemas/layout.ts'
import { loadCalibration, loadLayout } from './cushion-files.ts'
import { type Settings, SettingsError } from './settings.ts'

export interface CushionSetting {
  readonly id: string
  readonly port: string
  /** Of a serial port; null: as the system sets them on opening. */
  readonly lines: { readonly dtr: boolean | null; readonly rts: boolean | null }
  readonly layout: Layout
  readonly calibration: Calibration | null
}

/** The cushions of this gateway: the list from the settings file, or the one from the flags. */
export function cushionSettings(values: Settings): CushionSetting[] {
  const listed = values.cushions.length > 0 ? values.cushions : [{ ...values, id: values.cushion }]
  const twice = listed.find((each, index) => listed.findIndex((other) => other.id === each.id) !== index)
  if (twice !== undefined)
    throw new SettingsError(`cushions: "${twice.id}" is listed twice; each cushion needs its own id.`)
  return listed.map(({ id, port, dtr, rts, layout: name, calibration }) => {
    const layout = loadLayout(name)
    return {
      id,
      port,
      lines: { dtr, rts },
      layout,
      calibration: calibration === null ? null : loadCalibration(calibration, layout),
    }
  })
}

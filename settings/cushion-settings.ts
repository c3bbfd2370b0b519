/** The cushions that this process serves, with their layout and calibration files read. */
import type { Calibration } from '../core/model/schemas/calibration.ts'
import type { Layout } from '../core/model/schemas/layout.ts'
import { loadCalibration, loadLayout } from './cushion-files.ts'
import { type Settings, SettingsError } from './settings.ts'

export interface CushionSetting {
  readonly id: string
  readonly port: string
  readonly layout: Layout
  readonly calibration: Calibration | null
}

/** The cushions of this gateway: the list of the settings file, or the one that the flags name. */
export function cushionSettings(values: Settings): CushionSetting[] {
  const listed =
    values.cushions.length > 0
      ? values.cushions
      : [{ id: values.cushion, port: values.port, layout: values.layout, calibration: values.calibration }]
  const twice = listed.find((each, index) => listed.findIndex((other) => other.id === each.id) !== index)
  if (twice !== undefined)
    throw new SettingsError(`cushions: "${twice.id}" is listed twice; each cushion needs its own id.`)
  return listed.map(({ id, port, layout: name, calibration }) => {
    const layout = loadLayout(name)
    return {
      id,
      port,
      layout,
      calibration: calibration === null ? null : loadCalibration(calibration, layout),
    }
  })
}

/** How a recording is to be read, as the settings have it. */
import type { RecordingOptions } from '../recordings/open-recording.ts'
import type { Settings } from './settings.ts'

export function recordingSettings(
  values: Settings,
  { file, cells, zone = values.zone }: { file: string; cells: number; zone?: string },
): RecordingOptions {
  const { columns, bits, inverted, date } = values
  return { file, cells, columns, bits, zone, inverted, date, timeFormat: values['time-format'] }
}

/** How to read a recording, from the settings. */
import type { RecordingOptions } from '../recordings/open-recording.ts'
import type { Settings } from './settings.ts'

export function recordingSettings(
  values: Settings,
  { file, cells, zone = values.zone }: { file: string; cells: number; zone?: string },
): RecordingOptions {
  const { columns, bits, kind, inverted, date } = values
  return { file, cells, columns, bits, kind, zone, inverted, date, timeFormat: values['time-format'] }
}

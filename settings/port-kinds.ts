/** What kinds of `--port` there are besides a device path. */
import { SettingsError } from './settings.ts'

export const avrScheme = 'avr:'

/** Emulated machine code. */
export const isAvrPort = (port: string): boolean => port.startsWith(avrScheme)

/** No hardware: its data is marked as simulated and kept apart from a real cushion's. */
export const isSimulatedPort = (port: string): boolean => port === 'simulator' || isAvrPort(port)

/** `auto` or `auto:<pattern>,<pattern>`: the patterns, none for any port; null for another kind. @throws SettingsError */
export function autoPatterns(port: string): string[] | null {
  if (port === 'auto') return []
  if (!port.startsWith('auto:')) return null
  const patterns = port
    .slice('auto:'.length)
    .split(',')
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '')
  if (patterns.length > 0) return patterns
  throw new SettingsError(
    `--port ${port}: expected part of a name behind the colon, such as auto:usb-Arduino* (sitbone ports lists them).`,
  )
}

/** Where a server listens, and whether it may. */
import { parseListen } from '../../dashboard/server/http/bind.ts'
import { type Settings, SettingsError } from '../../settings/settings.ts'

/** Reads a `host:port` flag. @throws SettingsError */
export function hostAndPort(flag: string, text: string): { host: string; port: number } {
  const parsed = parseListen(text)
  if (parsed === null)
    throw new SettingsError(`${flag} ${text}: expected host:port, for instance 127.0.0.1:8080.`)
  return parsed
}

/** Why more than loopback is allowed without accounts; null: it is not. */
export const containerReason = ({ container }: Settings): string | null =>
  container ? 'it runs in a container that is reached only through a port published on loopback' : null

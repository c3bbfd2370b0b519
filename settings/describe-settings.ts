/** For `doctor`: every setting with its source, secrets and passwords in addresses hidden. */
import { hidePassword } from './hide-password.ts'
import { type ResolvedSettings, secretNames, settingNames } from './settings.ts'

export function describeSettings(settings: ResolvedSettings): string[] {
  return settingNames.map((name) => {
    const value = settings.values[name]
    const hidden = secretNames.some((secret) => secret === name) && value !== null
    const text = typeof value === 'string' ? hidePassword(value) : JSON.stringify(value)
    return `${name} = ${hidden ? '(hidden)' : text} (${settings.sources[name]})`
  })
}

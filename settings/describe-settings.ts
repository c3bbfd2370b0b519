/** For `doctor`: every setting with its source, secrets and passwords in addresses hidden. */
import { hidePassword } from './hide-password.ts'
import { type ResolvedSettings, secretNames, settingNames } from './settings.ts'

export function describeSettings(settings: ResolvedSettings): string[] {
  return settingNames.map((name) => {
    const value = settings.values[name]
    const hidden = secretNames.some((secret) => secret === name) && value !== null
    const shown = hidePassword(value)
    const isList = Array.isArray(shown) && shown.every((each) => typeof each === 'string') && shown.length > 0
    const text = isList ? shown.join(',') : typeof shown === 'string' ? shown : JSON.stringify(shown)
    return `${name} = ${hidden ? '(hidden)' : text} (${settings.sources[name]})`
  })
}

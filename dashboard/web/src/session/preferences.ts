/** What this browser remembers: unit, theme, sound, notifications, chosen cushion. Anything unreadable is the default. */
import { effect, type Signal, signal } from '@preact/signals'
import type { PressureUnit } from '../words/units.ts'

type Theme = 'system' | 'light' | 'dark'

export interface Preferences {
  readonly unit: Signal<PressureUnit>
  readonly theme: Signal<Theme>
  readonly sound: Signal<boolean>
  readonly notifications: Signal<boolean>
  readonly welcomeSeen: Signal<boolean>
  readonly cushion: Signal<string | null>
  /** Which of the two looks is in force now. */
  readonly dark: Signal<boolean>
}

const key = 'sitbone.preferences'

function stored(storage: Storage): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(storage.getItem(key) ?? '{}')
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

export function openPreferences(window: Window & typeof globalThis): Preferences {
  const storage = window.localStorage
  const old = stored(storage)
  const systemDark = window.matchMedia('(prefers-color-scheme: dark)')
  const preferences: Preferences = {
    unit: signal(old.unit === 'mmHg' ? 'mmHg' : 'kPa'),
    theme: signal(old.theme === 'light' || old.theme === 'dark' ? old.theme : 'system'),
    sound: signal(old.sound !== false),
    notifications: signal(old.notifications === true),
    welcomeSeen: signal(old.welcomeSeen === true),
    cushion: signal(typeof old.cushion === 'string' ? old.cushion : null),
    dark: signal(systemDark.matches),
  }
  const systemIsDark = signal(systemDark.matches)
  systemDark.addEventListener('change', (event) => {
    systemIsDark.value = event.matches
  })
  effect(() => {
    const { unit, theme, sound, notifications, welcomeSeen, cushion } = preferences
    const text = JSON.stringify({
      unit: unit.value,
      theme: theme.value,
      sound: sound.value,
      notifications: notifications.value,
      welcomeSeen: welcomeSeen.value,
      cushion: cushion.value,
    })
    try {
      storage.setItem(key, text)
    } catch {
      // A browser without storage forgets the choices; nothing else depends on them.
    }
  })
  effect(() => {
    const theme = preferences.theme.value
    preferences.dark.value = theme === 'system' ? systemIsDark.value : theme === 'dark'
    if (theme === 'system') window.document.documentElement.removeAttribute('data-theme')
    else window.document.documentElement.dataset.theme = theme
  })
  return preferences
}

/**
 * What this browser remembers: unit, theme, sound and its quiet hours, notifications, chosen and hidden cushions. Anything unreadable is the default.
 * All tabs share it: what one of them changes, the others follow at once. Only the cushion that a tab shows stays its own.
 */
import { batch, effect, type Signal, signal } from '@preact/signals'
import type { PressureUnit } from '../words/units.ts'

type Theme = 'system' | 'light' | 'dark'
export type Volume = 'low' | 'normal' | 'high'

/** Times of day, `HH:mm`, in the cushion's zone; it may run over midnight. */
export interface QuietHours {
  readonly from: string
  readonly to: string
}

export interface Preferences {
  readonly unit: Signal<PressureUnit>
  readonly theme: Signal<Theme>
  readonly sound: Signal<boolean>
  readonly volume: Signal<Volume>
  /** Neither sound nor notification then; null: none. */
  readonly quietHours: Signal<QuietHours | null>
  readonly notifications: Signal<boolean>
  readonly welcomeSeen: Signal<boolean>
  /** The one that a person chose last; null: whichever was heard last. */
  readonly cushion: Signal<string | null>
  readonly hiddenCushions: Signal<readonly string[]>
  /** The theme in use. */
  readonly dark: Signal<boolean>
}

const key = 'sitbone.preferences'

interface Remembered {
  readonly unit: PressureUnit
  readonly theme: Theme
  readonly sound: boolean
  readonly volume: Volume
  readonly quietHours: QuietHours | null
  readonly notifications: boolean
  readonly welcomeSeen: boolean
  readonly cushion: string | null
  readonly hiddenCushions: readonly string[]
}

function remembered(text: string | null): Remembered {
  const old = readObject(text)
  const hidden = Array.isArray(old.hiddenCushions) ? old.hiddenCushions : []
  return {
    unit: old.unit === 'mmHg' ? 'mmHg' : 'kPa',
    theme: old.theme === 'light' || old.theme === 'dark' ? old.theme : 'system',
    sound: old.sound !== false,
    volume: old.volume === 'low' || old.volume === 'high' ? old.volume : 'normal',
    quietHours: quietHoursIn(old.quietHours),
    notifications: old.notifications === true,
    welcomeSeen: old.welcomeSeen === true,
    cushion: typeof old.cushion === 'string' ? old.cushion : null,
    hiddenCushions: hidden.filter((id) => typeof id === 'string'),
  }
}

const isTime = (value: unknown): value is string => typeof value === 'string' && /^\d\d:\d\d$/.test(value)

function quietHoursIn(value: unknown): QuietHours | null {
  if (typeof value !== 'object' || value === null || !('from' in value) || !('to' in value)) return null
  const { from, to } = value
  return isTime(from) && isTime(to) ? { from, to } : null
}

function readObject(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

/** What of the browser's window is needed, so that a test can play two tabs. */
export type PreferencesWindow = Pick<Window, 'localStorage' | 'matchMedia' | 'document'> & {
  addEventListener(type: 'storage', listener: (event: StorageEvent) => void): void
}

function readStored(storage: Storage): string | null {
  try {
    return storage.getItem(key)
  } catch {
    return null
  }
}

export function openPreferences(window: PreferencesWindow): Preferences {
  const storage = window.localStorage
  const old = remembered(readStored(storage))
  const systemDark = window.matchMedia('(prefers-color-scheme: dark)')
  const shared = {
    unit: signal(old.unit),
    theme: signal(old.theme),
    sound: signal(old.sound),
    volume: signal(old.volume),
    quietHours: signal(old.quietHours),
    notifications: signal(old.notifications),
    welcomeSeen: signal(old.welcomeSeen),
    cushion: signal(old.cushion),
    hiddenCushions: signal(old.hiddenCushions),
  }
  const preferences: Preferences = { ...shared, dark: signal(systemDark.matches) }
  const systemIsDark = signal(systemDark.matches)
  systemDark.addEventListener('change', (event) => {
    systemIsDark.value = event.matches
  })
  effect(() => {
    const { unit, theme, sound, volume, quietHours, notifications, welcomeSeen, cushion, hiddenCushions } =
      shared
    const now: Remembered = {
      unit: unit.value,
      theme: theme.value,
      sound: sound.value,
      volume: volume.value,
      quietHours: quietHours.value,
      notifications: notifications.value,
      welcomeSeen: welcomeSeen.value,
      cushion: cushion.value,
      hiddenCushions: hiddenCushions.value,
    }
    try {
      storage.setItem(key, JSON.stringify(now))
    } catch {
      // A browser without storage forgets the choices; nothing else depends on them.
    }
  })
  // Browsers tell the other tabs only. A cleared storage has no key.
  window.addEventListener('storage', (event) => {
    if (event.key !== key && event.key !== null) return
    const next = remembered(event.newValue)
    batch(() => {
      shared.unit.value = next.unit
      shared.theme.value = next.theme
      shared.sound.value = next.sound
      shared.volume.value = next.volume
      if (JSON.stringify(next.quietHours) !== JSON.stringify(shared.quietHours.value))
        shared.quietHours.value = next.quietHours
      shared.notifications.value = next.notifications
      shared.welcomeSeen.value = next.welcomeSeen
      shared.cushion.value = next.cushion
      if (next.hiddenCushions.join() !== shared.hiddenCushions.value.join())
        shared.hiddenCushions.value = next.hiddenCushions
    })
  })
  effect(() => {
    const theme = preferences.theme.value
    preferences.dark.value = theme === 'system' ? systemIsDark.value : theme === 'dark'
    if (theme === 'system') window.document.documentElement.removeAttribute('data-theme')
    else window.document.documentElement.dataset.theme = theme
  })
  return preferences
}

import { expect, it } from 'vitest'
import { openPreferences, type PreferencesWindow } from './preferences.ts'

const key = 'sitbone.preferences'

/** Tabs of one browser: one storage, and each hears what the others change, as browsers do it. */
function browser(first: Record<string, string> = {}) {
  const kept = new Map(Object.entries(first))
  const tabs: ((event: StorageEvent) => void)[][] = []
  let writes = 0
  const tab = (): PreferencesWindow => {
    const listeners: ((event: StorageEvent) => void)[] = []
    tabs.push(listeners)
    const localStorage: Storage = {
      length: 0,
      clear: () => kept.clear(),
      key: () => null,
      removeItem: (name) => void kept.delete(name),
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, newValue) => {
        if (kept.get(name) === newValue) return
        writes++
        kept.set(name, newValue)
        for (const other of tabs)
          if (other !== listeners) for (const hear of other) hear(storageEvent(name, newValue))
      },
    }
    const root = { dataset: {} as Record<string, string>, removeAttribute() {} }
    return Object.assign(Object.create(null), {
      localStorage,
      matchMedia: () => ({ matches: false, addEventListener() {} }),
      document: { documentElement: root },
      addEventListener: (_: string, listener: (event: StorageEvent) => void) => listeners.push(listener),
    })
  }
  return {
    tab,
    kept,
    writes: () => writes,
    clear: () => {
      for (const hear of tabs.flat()) hear(storageEvent(null, null))
    },
  }
}
const storageEvent = (name: string | null, newValue: string | null): StorageEvent =>
  Object.assign(Object.create(null), { key: name, newValue })

it('what one tab changes, the other follows at once, and neither writes the other back', () => {
  const { tab, writes } = browser()
  const [one, other] = [openPreferences(tab()), openPreferences(tab())]
  const before = writes()
  one.unit.value = 'mmHg'
  one.theme.value = 'dark'
  one.welcomeSeen.value = true
  one.hiddenCushions.value = ['desk-2']
  expect([other.unit.value, other.theme.value, other.dark.value, other.welcomeSeen.value]).toEqual([
    'mmHg',
    'dark',
    true,
    true,
  ])
  expect(other.hiddenCushions.value).toEqual(['desk-2'])
  expect(writes() - before).toBe(4)
})

it('a change in the second tab does not bring back what the first changed before', () => {
  const { tab, kept } = browser()
  const [one, other] = [openPreferences(tab()), openPreferences(tab())]
  one.unit.value = 'mmHg'
  other.theme.value = 'light'
  expect(JSON.parse(kept.get(key) ?? '')).toMatchObject({ unit: 'mmHg', theme: 'light' })
  expect(one.theme.value).toBe('light')
})

it('what another tab writes that cannot be read, or a cleared storage, is the default', () => {
  const { tab, clear } = browser({ [key]: '{"unit":"mmHg","hiddenCushions":["a",7],"theme":"pink"}' })
  const one = openPreferences(tab())
  expect([one.unit.value, one.theme.value, one.hiddenCushions.value]).toEqual(['mmHg', 'system', ['a']])
  clear()
  expect(one.unit.value).toBe('kPa')
})

/** Shared by all pages and provided by main.tsx; no module holds state. */
import type { ReadonlySignal } from '@preact/signals'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Chime } from '../shell/sound.ts'
import type { Account } from './account.ts'
import type { Diary } from './diary.ts'
import type { OwedBreak } from './limits/owed-break.ts'
import type { Preferences } from './preferences.ts'
import type { Router } from './router.ts'
import type { Session } from './session-contract.ts'
import type { Toasts } from './toasts.ts'

export interface App {
  readonly session: Session
  readonly account: Account
  readonly diary: Diary
  readonly preferences: Preferences
  readonly router: Router
  readonly chime: Chime
  readonly toasts: Toasts
  readonly owed: ReadonlySignal<OwedBreak | null>
}

export const AppContext = createContext<App | null>(null)

export function useApp(): App {
  const app = useContext(AppContext)
  if (app === null) throw new Error('a part of the page was drawn outside the app')
  return app
}

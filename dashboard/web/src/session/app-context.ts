/** What every page needs, handed down by main.tsx: no module holds state of its own. */
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Chime } from '../shell/sound.ts'
import type { Diary } from './diary.ts'
import type { Preferences } from './preferences.ts'
import type { Router } from './router.ts'
import type { Session } from './session-contract.ts'
import type { Toasts } from './toasts.ts'

export interface App {
  readonly session: Session
  readonly diary: Diary
  readonly preferences: Preferences
  readonly router: Router
  readonly chime: Chime
  readonly toasts: Toasts
}

export const AppContext = createContext<App | null>(null)

export function useApp(): App {
  const app = useContext(AppContext)
  if (app === null) throw new Error('a part of the page was drawn outside the app')
  return app
}

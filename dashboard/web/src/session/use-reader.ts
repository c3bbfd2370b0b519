/** Sitbone's sentences as the reader needs them: to the sitter, or about the sitter. */
import { aboutThem } from '../words/reader.ts'
import { useApp } from './app-context.ts'

export function useReader(): (text: string) => string {
  const { session, account } = useApp()
  return account.may(session.cushion.value, 'own') ? (text) => text : aboutThem
}

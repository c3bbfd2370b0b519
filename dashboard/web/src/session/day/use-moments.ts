/** Moments of a person's own time zone in words: "today 16:02", "yesterday 16:02", "14 Nov 16:02". */
import { addDays } from '../../../../../core/time/calendar.ts'
import { useApp } from '../app-context.ts'

export function useMoments(): (at: string | number) => string {
  const { session } = useApp()
  const day = session.day.value
  return (at) => {
    const atMs = typeof at === 'number' ? at : Date.parse(at)
    const today = day.dayOf(Date.now())
    const theDay = day.dayOf(atMs)
    const name = theDay === today ? 'today' : theDay === addDays(today, -1) ? 'yesterday' : dateWords(atMs)
    return `${name} ${day.time(atMs)}`
  }
}

/** The same of a sitter's day, `YYYY-MM-DD`. */
export const dateOf = (day: string): string => dateWords(Date.parse(`${day}T12:00`))

/** "14 Nov", or "14 Nov 2025" of another year. */
export function dateWords(atMs: number): string {
  const date = new Date(atMs)
  const year = date.getFullYear() === new Date().getFullYear() ? {} : ({ year: 'numeric' } as const)
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', ...year })
}

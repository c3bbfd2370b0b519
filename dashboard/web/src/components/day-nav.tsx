/** To the day before, to any day, to the day after: for pages that show one day. */
import type { ComponentChildren } from 'preact'
import { addDays, isDay } from '../../../../core/time/calendar.ts'
import { useApp } from '../session/app-context.ts'

interface DayNavProps {
  readonly day: string
  /** The page, whose address ends with the day. */
  readonly page: 'day' | 'replay'
  readonly children?: ComponentChildren
}

export function DayNav({ day, page, children }: DayNavProps) {
  const { session, router } = useApp()
  const today = session.day.value.dayOf(session.nowMs.value)
  return (
    <div class="day-nav">
      {children}
      <a class="button" href={`${page}/${addDays(day, -1)}`} aria-label="The day before">
        <Arrow back />
      </a>
      <label>
        <span class="sr-only">Go to a day</span>
        <input
          type="date"
          value={day}
          max={today}
          onChange={(event) =>
            isDay(event.currentTarget.value) && router.go(`/${page}/${event.currentTarget.value}`)
          }
        />
      </label>
      {day >= today ? (
        <span class="button disabled" aria-hidden="true">
          <Arrow />
        </span>
      ) : (
        <a class="button" href={`${page}/${addDays(day, 1)}`} aria-label="The day after">
          <Arrow />
        </a>
      )}
    </div>
  )
}

function Arrow({ back = false }: { readonly back?: boolean }) {
  return (
    <svg class="arrow" viewBox="0 0 16 16" aria-hidden="true">
      <path d={back ? 'M10 3 5 8l5 5' : 'M6 3l5 5-5 5'} />
    </svg>
  )
}

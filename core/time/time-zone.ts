/** A time zone by its IANA name. */
import { z } from 'zod'

export const timeZone = z.string().refine(
  (name) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: name })
      return true
    } catch {
      return false
    }
  },
  { message: 'not an IANA time zone such as Europe/Berlin' },
)

/** What is waited for when a page opens, so that nothing has to move for it afterwards. */
import { useEffect, useState } from 'preact/hooks'

/** Long enough for a slow answer; then the page is shown without it. */
const patienceMs = 2000

/** Whether to wait on: only at the beginning, and not for long. */
export function usePatience(missing: boolean, forMs = patienceMs): boolean {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), forMs)
    return () => clearTimeout(timer)
  }, [])
  return missing && !late
}

/** Reads the API: JSON for the pages, CSV for people's own spreadsheets. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Problem } from '../../../../contract/problem.ts'

export type Loaded<T> =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly value: T }
  | { readonly status: 'error'; readonly problem: Problem }

export const unreachable: Problem = {
  type: 'about:blank',
  title: 'The server cannot be reached',
  status: 0,
  detail:
    'Sitbone did not answer. What is stored is not affected. Check that Sitbone is running, then try again.',
}

export async function problemOf(response: Response): Promise<Problem> {
  try {
    const body: Partial<Problem> = await response.json()
    return {
      type: body.type ?? 'about:blank',
      title: body.title ?? 'Sitbone could not answer',
      status: response.status,
      detail:
        body.detail ?? `The server answered with status ${response.status}. What is stored is not affected.`,
    }
  } catch {
    return {
      type: 'about:blank',
      title: 'Sitbone could not answer',
      status: response.status,
      detail: `The server answered with status ${response.status}. What is stored is not affected.`,
    }
  }
}

export async function readJson<T>(url: string, signal: AbortSignal): Promise<Loaded<T>> {
  try {
    const response = await fetch(url, { signal, headers: { accept: 'application/json' } })
    if (!response.ok) return { status: 'error', problem: await problemOf(response) }
    const value: T = await response.json()
    return { status: 'ready', value }
  } catch (error) {
    if (signal.aborted) throw error
    return { status: 'error', problem: unreachable }
  }
}

export interface Wanted {
  /** Null: nothing to fetch yet. */
  readonly url: string | null
  /** Changing this fetches again; the old answer stays until the new one arrives. */
  readonly version: number
}

/** The answer for a URL; a failed refresh keeps the last good answer until the next version. */
export function useAnswer<T>(wanted: Wanted): { readonly answer: Loaded<T>; readonly retry: () => void } {
  const [answer, setAnswer] = useState<{ url: string | null; loaded: Loaded<T> }>({
    url: null,
    loaded: { status: 'loading' },
  })
  const [attempt, setAttempt] = useState(0)
  const shownUrl = useRef<string | null>(null)
  // Version and attempt trigger a fetch without being read
  useEffect(() => {
    const { url } = wanted
    if (url === null) return undefined
    const abort = new AbortController()
    readJson<T>(url, abort.signal)
      .then((loaded) => {
        if (abort.signal.aborted) return
        if (loaded.status === 'error' && shownUrl.current === url) return
        if (loaded.status === 'ready') shownUrl.current = url
        setAnswer({ url, loaded })
      })
      .catch(() => undefined)
    return () => abort.abort()
  }, [wanted.url, wanted.version, attempt])
  const current: Loaded<T> = answer.url === wanted.url ? answer.loaded : { status: 'loading' }
  return {
    answer: current,
    retry: () => {
      setAnswer({ url: null, loaded: { status: 'loading' } })
      setAttempt((count) => count + 1)
    },
  }
}

export const rangeUrl = (cushion: string, what: string, range: { fromMs: number; toMs: number }): string =>
  `api/v1/cushions/${encodeURIComponent(cushion)}/${what}?from=${new Date(range.fromMs).toISOString()}&to=${new Date(range.toMs).toISOString()}`

/** A part of the page that is fetched when it is first shown, so that pages without it stay light. */
import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { ProblemNote, StateCard } from './state-card.tsx'

const notLoaded = {
  type: 'about:blank',
  title: 'This part of the page did not load',
  status: 0,
  detail: 'Your data is not affected. Check that Sitbone is running, then load the page again.',
}

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let loaded: ComponentType<P> | null = null
  return function Lazy(props: P) {
    const [part, setPart] = useState<{ readonly Part: ComponentType<P> } | null>(null)
    const [failed, setFailed] = useState(false)
    useEffect(() => {
      const show = (Part: ComponentType<P>): void => {
        loaded = Part
        setPart({ Part })
      }
      // It may have come for another place between this one's first rendering and now.
      if (loaded !== null) show(loaded)
      else load().then(show, () => setFailed(true))
    }, [])
    const Part = loaded ?? part?.Part
    if (Part !== undefined) return <Part {...props} />
    if (failed)
      return (
        <StateCard title="Not loaded">
          <ProblemNote problem={notLoaded} onRetry={() => location.reload()} />
        </StateCard>
      )
    return <div class="placeholder" aria-busy="true" />
  }
}

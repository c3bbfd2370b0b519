/**
 * Which tab speaks: of all tabs that show a cushion, only one sounds and notifies. It is the one that the person used last, because
 * browsers allow sound only in a page that was used; when it closes, another takes over. Web Locks exist only on pages from this
 * computer or over HTTPS: elsewhere each tab speaks.
 */
export interface Voice {
  /** Whether this tab is the one. */
  speaks(): boolean
  /** The cushion that this tab shows now. */
  showing(cushion: string | null): void
  /** The person uses this tab. */
  used(): void
}

type Locks = Pick<LockManager, 'request'>

export function openVoice(locks: Locks | undefined): Voice {
  let shown: string | null = null
  /** The request that holds the lock of the shown cushion. */
  let holder: symbol | null = null
  let release: (() => void) | null = null
  let waiting: AbortController | null = null

  const ask = (name: string, options: LockOptions): void => {
    const request = Symbol(name)
    const hold = () =>
      new Promise<void>((resolve) => {
        if (name !== shown) return resolve()
        holder = request
        release = resolve
      })
    locks?.request(`sitbone-voice ${name}`, options, hold).catch(() => {
      // It stopped waiting, or another tab took the lock over: then it waits until that one closes.
      if (holder !== request) return
      holder = null
      queue(name)
    })
  }

  const queue = (name: string): void => {
    waiting = new AbortController()
    ask(name, { signal: waiting.signal })
  }

  return {
    speaks: () => locks === undefined || holder !== null,
    showing(cushion) {
      if (cushion === shown) return
      waiting?.abort()
      release?.()
      release = null
      holder = null
      shown = cushion
      if (cushion !== null) queue(cushion)
    },
    used() {
      if (shown === null || holder !== null) return
      waiting?.abort()
      ask(shown, { steal: true })
    },
  }
}

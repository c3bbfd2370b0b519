/** The state of a link and the sentence that goes with it: logged and reported on every change. Decides no state itself. */
import type { LinkOptions, LinkState } from './link-interface.ts'
import { linkWords } from './words.ts'

export interface Status {
  readonly state: LinkState
  /** For people. */
  readonly detail: string
}

export class LinkStatus {
  readonly #options: Pick<LinkOptions, 'source' | 'log'>
  readonly #changed: (status: Status) => void
  #now: Status

  constructor(options: Pick<LinkOptions, 'source' | 'log'>, changed: (status: Status) => void) {
    this.#options = options
    this.#changed = changed
    this.#now = { state: 'connecting', detail: this.words.connecting() }
  }

  get now(): Status {
    return this.#now
  }

  /** Made for each use, because the name of a source may change with each opening. */
  get words(): ReturnType<typeof linkWords> {
    return linkWords(this.#options.source)
  }

  set(state: LinkState, detail: string): void {
    if (state === this.#now.state && detail === this.#now.detail) return
    this.#now = { state, detail }
    const good = state === 'handshake' || detail === this.words.online()
    this.#options.log(good ? 'info' : 'warn', detail)
    this.#changed(this.#now)
  }

  /** At once, and again if other programs turn out to have the port open, to name them. */
  async setWithReaders(state: LinkState, detail: (others: string | null) => string): Promise<void> {
    const first = detail(null)
    this.set(state, first)
    const others = await this.otherReaders()
    if (others !== null && this.#now.detail === first) this.set(state, detail(others))
  }

  async otherReaders(): Promise<string | null> {
    return (await this.#options.source.otherReaders?.()) ?? null
  }
}

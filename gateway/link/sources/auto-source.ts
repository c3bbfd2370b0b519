/**
 * `--port auto`: looks for the cushion among the USB serial ports.
 *
 *   list -> order (port-order.ts) -> without those left alone or held -> one after the other -> first hello
 *
 * Opening a port resets what is behind it: a printer in the middle of a print, a radio stick. So a port is opened once each time
 * it is plugged in, is named in the log first, and is never opened while another program holds it.
 */
import type { Duplex } from 'node:stream'
import { firstOpening } from '../hello-wait.ts'
import { autoWords } from './auto-words.ts'
import { type Holder, holderText, portHolders } from './port-holders.ts'
import { listPorts, type PortInfo } from './port-list.ts'
import { type LeftAlone, type PluggedPort, PortMemory, plugged } from './port-memory.ts'
import { lastingName, orderPorts, type PortOrder } from './port-order.ts'
import { serialSource } from './serial-source.ts'
import { type Source, SourceUnavailable } from './source.ts'
import { firstCushion, type Search, type TryOptions } from './try-ports.ts'

export interface AutoOptions extends Partial<TryOptions> {
  /** From `auto:<pattern>,<pattern>`; none: every port that may have a cushion. */
  readonly patterns?: readonly string[]
  /** Keeps the lasting name of the cushion's port over restarts. */
  readonly last?: { read(): string | null; write(name: string): void }
  readonly log?: (message: string) => void
  /** Stand-ins for tests. */
  readonly list?: () => Promise<readonly PortInfo[]>
  readonly holders?: (paths: readonly string[]) => Promise<ReadonlyMap<string, readonly Holder[]>>
}

/** More ports than this are not opened in one go. */
const maxPorts = 16

export function autoSource(options: AutoOptions = {}): Source {
  return new AutoSource(options)
}

class AutoSource implements Source {
  readonly #options: AutoOptions
  readonly #sourceOf: (path: string) => Source
  readonly #memory = new PortMemory()
  #found: PluggedPort | null = null
  /** Consecutive openings of the cushion's own port without a hello. */
  #silentBefore = 0

  constructor(options: AutoOptions) {
    this.#options = options
    this.#sourceOf = options.sourceOf ?? serialSource
  }

  get name(): string {
    return this.#found === null ? 'auto' : `auto (${this.#found.path})`
  }

  async otherReaders(): Promise<string | null> {
    if (this.#found === null) return null
    return (await this.#sourceOf(this.#found.path).otherReaders?.()) ?? null
  }

  async open(signal: AbortSignal): Promise<Duplex> {
    const { patterns = [], last, list = listPorts, holders = portHolders } = this.#options
    const ports = await Promise.all((await list()).map(plugged))
    this.#memory.look(ports)
    const order = orderPorts(ports, { patterns, last: this.#memory.cushion ?? last?.read() ?? null })
    const free = order.candidates.filter((port) => this.#memory.leftAlone(port) === null)
    const held = await holders(free.map(({ path }) => path))
    const search = await this.#search(
      free.filter(({ path }) => !held.has(path)),
      signal,
    )
    if (search.first === null) throw this.#nothing({ ports, order, held, search })
    this.#take(search.first.port, ports)
    return search.first.stream
  }

  async #search(ports: readonly PluggedPort[], signal: AbortSignal): Promise<Search<PluggedPort>> {
    const search = await firstCushion(
      ports.slice(0, maxPorts),
      {
        ...this.#options,
        sourceOf: this.#sourceOf,
        before: (port) => this.#options.log?.(autoWords.trying(port)),
        opening: (port) =>
          this.#memory.isCushion(port) ? { ...firstOpening, silentBefore: this.#silentBefore } : firstOpening,
      },
      signal,
    )
    for (const [port, tried] of search.others) {
      if (tried.kind === 'silent' && this.#memory.isCushion(port)) this.#silentBefore++
      if (tried.kind === 'silent') this.#memory.leave(port, 'silent')
      if (tried.kind === 'closed' && tried.locked) this.#memory.leave(port, 'locked')
    }
    return search
  }

  #take(port: PluggedPort, all: readonly PluggedPort[]): void {
    this.#found = port
    this.#silentBefore = 0
    this.#memory.found(port, all)
    this.#options.last?.write(lastingName(port))
  }

  #nothing(looked: {
    ports: readonly PluggedPort[]
    order: PortOrder<PluggedPort>
    held: ReadonlyMap<string, readonly Holder[]>
    search: Search<PluggedPort>
  }): SourceUnavailable {
    const { ports, order, held, search } = looked
    const left: Record<LeftAlone, string[]> = { silent: [], locked: [], 'not-needed': [] }
    for (const port of order.candidates) {
      const why = search.others.get(port)?.kind === 'silent' ? 'silent' : this.#memory.leftAlone(port)
      if (why !== null) left[why].push(port.path)
    }
    const tried = [...search.others.values()]
    const message = autoWords.nothing({
      patterns: this.#options.patterns ?? [],
      listed: ports.map(({ path }) => path),
      left,
      held: [...held].map(([path, by]) => ({ path, by: holderText(by) })),
      foreign: order.foreign.map(({ path }) => path),
      problems: tried.flatMap((each) => (each.kind === 'closed' && !each.locked ? [each.problem] : [])),
    })
    return new SourceUnavailable(message, {
      openedPort: tried.some((each) => each.kind !== 'closed' || each.locked),
    })
  }
}

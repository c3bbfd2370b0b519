/** Serial ports for tests: what is plugged in, who holds it, and how often each was opened. */
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultTiming, type Timing } from '../timing.ts'
import { WireBoard } from '../wire-board.ts'
import type { AutoOptions } from './auto-source.ts'
import type { Holder } from './port-holders.ts'
import type { PortInfo } from './port-list.ts'
import { type Source, SourceUnavailable } from './source.ts'

/** What a port does when it is opened: a script for its board, or the reason why it cannot be. */
export type Behaviour = ((board: WireBoard) => void) | SourceUnavailable

export const quickTiming: Timing = {
  ...defaultTiming,
  helloWaitMs: 30,
  askEveryMs: 10,
  asks: 2,
  lateAskEveryMs: 10,
  lateForMs: 40,
  tickMs: 2,
}

/** A computer with serial ports. Each is a file that is created again when it is plugged in. */
export class FakePorts {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'sitbone-ports-')))
  /** Boards in the order in which they were opened. */
  readonly opened: { readonly name: string; readonly board: WireBoard }[] = []
  readonly holders = new Map<string, Holder[]>()
  readonly log: string[] = []
  readonly #plugged = new Map<string, { port: PortInfo; behaviour: Behaviour }>()
  #last: string | null = null

  readonly options: AutoOptions = {
    timing: quickTiming,
    list: async () => [...this.#plugged.values()].map(({ port }) => port),
    holders: async (paths) =>
      new Map(
        [...this.holders].flatMap(([name, by]) =>
          paths.includes(this.path(name)) ? [[this.path(name), by]] : [],
        ),
      ),
    sourceOf: (path) => this.#sourceOf(path),
    last: {
      read: () => this.#last,
      write: (name) => {
        this.#last = name
      },
    },
    log: (message) => this.log.push(message.replaceAll(`${this.folder}/`, '')),
  }

  path(name: string): string {
    return join(this.folder, name)
  }

  plug(name: string, behaviour: Behaviour, about: Partial<PortInfo> = {}): this {
    symlinkSync('/dev/null', this.path(name))
    const port = { path: this.path(name), byId: null, manufacturer: null, ...about }
    this.#plugged.set(name, { port, behaviour })
    return this
  }

  unplug(name: string): void {
    this.#plugged.delete(name)
    rmSync(this.path(name))
    for (const each of this.opened) if (each.name === name) each.board.destroy()
  }

  timesOpened(name: string): number {
    return this.opened.filter((each) => each.name === name).length
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  #sourceOf(path: string): Source {
    return {
      name: path,
      open: async () => {
        const found = [...this.#plugged].find(([, { port }]) => port.path === path || port.byId === path)
        if (found === undefined) throw new SourceUnavailable(`There is no ${path}.`)
        const [name, { behaviour }] = found
        if (behaviour instanceof SourceUnavailable) throw behaviour
        const board = new WireBoard()
        this.opened.push({ name, board })
        behaviour(board)
        return board
      },
    }
  }
}

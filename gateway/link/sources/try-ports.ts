/** Opens ports to find out whether a cushion is on them: one, or several in order until the first hello. */
import type { Duplex } from 'node:stream'
import type { HelloMessage } from '../../../firmware-protocol/index.ts'
import { firstOpening, type Opening } from '../hello-wait.ts'
import { defaultTiming, type Timing } from '../timing.ts'
import type { PortInfo } from './port-list.ts'
import { probe } from './probe.ts'
import { type Source, SourceUnavailable } from './source.ts'

export interface TryOptions {
  readonly sourceOf: (path: string) => Source
  readonly timing?: Partial<Timing>
}

export type Tried =
  | { readonly kind: 'hello'; readonly hello: HelloMessage; readonly stream: Duplex }
  /** It was open for the full time of a handshake. */
  | { readonly kind: 'silent' }
  /** Closed before the end of that time. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'closed'; readonly problem: string; readonly locked: boolean }

export interface Attempt {
  readonly signal: AbortSignal
  readonly opening?: Opening
  readonly late?: () => void
}

/** The stream is open only if there is a hello. */
export async function tryPort(port: PortInfo, options: TryOptions, attempt: Attempt): Promise<Tried> {
  const { signal, opening = firstOpening, late = () => {} } = attempt
  let stream: Duplex
  try {
    stream = await options.sourceOf(port.byId ?? port.path).open(signal)
  } catch (error) {
    if (signal.aborted) return { kind: 'stopped' }
    const problem = error instanceof Error ? error.message : String(error)
    return { kind: 'closed', problem, locked: error instanceof SourceUnavailable && error.openedPort }
  }
  stream.on('error', () => {})
  const timing = { ...defaultTiming, ...options.timing }
  const hello = await probe(stream, { timing, opening, signal, late })
  if (hello !== null) return { kind: 'hello', hello, stream }
  stream.destroy()
  return { kind: signal.aborted ? 'stopped' : 'silent' }
}

export interface Search<P extends PortInfo> {
  readonly first: { readonly port: P; readonly stream: Duplex } | null
  /** For each port that was opened or could not be. */
  readonly others: ReadonlyMap<P, Tried>
}

/**
 * The next port is opened when the one before fails to open or is late with its hello. A late port stays open, because its board
 * may start slowly. The first hello wins, and the others are closed.
 */
export async function firstCushion<P extends PortInfo>(
  ports: readonly P[],
  options: TryOptions & { opening(port: P): Opening; before(port: P): void },
  signal: AbortSignal,
): Promise<Search<P>> {
  const enough = new AbortController()
  const either = AbortSignal.any([signal, enough.signal])
  const others = new Map<P, Tried>()
  let first: { port: P; stream: Duplex } | null = null
  const all: Promise<void>[] = []
  for (const port of ports) {
    if (either.aborted) break
    options.before(port)
    await new Promise<void>((next) => {
      const attempt = { signal: either, opening: options.opening(port), late: next }
      const trying = tryPort(port, options, attempt).then((tried) => {
        if (tried.kind !== 'hello') {
          others.set(port, tried)
        } else if (first === null) {
          first = { port, stream: tried.stream }
          enough.abort()
        } else {
          tried.stream.destroy()
          others.set(port, { kind: 'stopped' })
        }
        next()
      })
      all.push(trying)
      either.addEventListener('abort', () => next(), { once: true })
    })
  }
  await Promise.all(all)
  return { first, others }
}

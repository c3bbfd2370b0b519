/** A source of streams made in this process, for virtual boards and tests. */
import type { Duplex } from 'node:stream'
import type { Source } from './source.ts'

/** `open` returns a new stream each time, or throws SourceUnavailable. */
export function memorySource(name: string, open: () => Duplex): Source {
  return { name, open: async () => open() }
}

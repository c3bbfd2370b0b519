/** A source of streams made in this process: virtual boards, and tests. */
import type { Duplex } from 'node:stream'
import type { Source } from './source.ts'

/** `open` gives a fresh stream each time, or throws SourceUnavailable. */
export function memorySource(name: string, open: () => Duplex): Source {
  return { name, open: async () => open() }
}

/**
 * Watches a store from a thread of its own and notes when it first sees each frame. A store that does not answer blocks only
 * this thread. It looks every second or less often, so the times are upper bounds.
 */

import { setTimeout as pause } from 'node:timers/promises'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { openStore, parseStoreUrl } from '../../store/open-store.ts'
import { keyOf } from './verdict.ts'

const request = z.object({
  store: z.string(),
  password: z.string().optional(),
  folder: z.string(),
  cushion: z.string(),
  everyMs: z.number(),
})
export type WatchRequest = z.infer<typeof request>
const seenMessage = z.object({ keys: z.array(z.string()), atMs: z.number() })

export class StoreWatch {
  /** Frame -> when it was first seen (epoch ms). */
  readonly seenAtMs = new Map<string, number>()
  readonly #request: WatchRequest
  #worker: Worker | null = null

  constructor(asked: WatchRequest) {
    this.#request = asked
  }

  start(): void {
    this.#worker = new Worker(new URL(import.meta.url), { workerData: this.#request })
    this.#worker.on('error', () => {})
    this.#worker.on('message', (message) => {
      const { keys, atMs } = seenMessage.parse(message)
      for (const key of keys) this.seenAtMs.set(key, atMs)
    })
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate()
  }
}

async function watch(): Promise<void> {
  const { store: url, password, folder, cushion, everyMs } = request.parse(workerData)
  const seen = new Set<string>()
  const store = await openStore(
    parseStoreUrl(url, { folder, ...(password === undefined ? {} : { password }) }),
    {
      info() {},
      warn() {},
    },
  )
  let started = false
  for (;;) {
    const beganMs = performance.now()
    const keys: string[] = []
    try {
      if (!started) await store.start()
      started = true
      for await (const frames of store.frames({ cushion, fromMs: 0, toMs: Date.UTC(2100) })) {
        const fresh = frames.map(keyOf).filter((key) => !seen.has(key))
        for (const key of fresh) seen.add(key)
        keys.push(...fresh)
      }
    } catch {
      // Unavailable or full at the moment: the faults do that on purpose.
    }
    if (keys.length > 0) parentPort?.postMessage({ keys, atMs: Date.now() })
    await pause(Math.max(everyMs, 2 * (performance.now() - beganMs)))
  }
}

if (!isMainThread) await watch()

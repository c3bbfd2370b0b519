/** Watches a cluster as a person does: a live page through HAProxy, and what has been stored of it. */
import { io, type Socket } from 'socket.io-client'
import type { ClientToServer, ServerToClient } from '../../contract/sockets.ts'
import { silentLog } from '../../platform/log.ts'
import { openStore, parseStoreUrl } from '../../store/open-store.ts'
import { waitFor } from '../../test/services/wait-for.ts'
import type { Cluster } from './cluster.ts'

interface Seen {
  /** The longest time without a new reading on the page. */
  readonly pageGapS: number
  /** The longest that a reading took into the store. */
  readonly storedAfterS: number
}

export interface Stored {
  readonly readings: number
  readonly lost: number
  readonly doubled: number
}

export interface Witness {
  /** Begins to measure anew. */
  begin(): void
  seen(): Seen
  /** Waits for a reading on the page that is as new as now. */
  live(): Promise<void>
  /** Waits until everything up to now is in the store, and judges it. */
  stored(): Promise<Stored>
  end(): Promise<void>
}

/** `cookie`: of the dashboard to begin with. */
export async function watch(cluster: Cluster, cookie = ''): Promise<Witness> {
  const { cushion } = cluster
  const { url, password } = cluster.store
  const store = await openStore(parseStoreUrl(url, { folder: '.', password }), silentLog)
  await store.start()
  const page: Socket<ServerToClient, ClientToServer> = io(cluster.url, {
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelayMax: 4000,
    extraHeaders: { cookie },
  })
  let lastMs = performance.now()
  let newestMs = 0
  let longestMs = 0
  let slowestMs = 0
  page.on('connect', () => page.emit('join', { cushion }, () => {}))
  // A server that refuses for now, as while the accounts cannot be read: the page tries again, too.
  page.on('connect_error', () => {
    if (!page.active) setTimeout(() => page.connect(), 1000).unref()
  })
  page.on('live', ({ live }) => {
    longestMs = Math.max(longestMs, performance.now() - lastMs)
    lastMs = performance.now()
    newestMs = Math.max(newestMs, live.atMs)
  })
  const look = async () => {
    const found = (await store.cushions()).find((one) => one.cushion === cushion)
    if (found?.lastAtMs == null) return 0
    slowestMs = Math.max(slowestMs, Date.now() - found.lastAtMs)
    return found.lastAtMs
  }
  // While the store is away the next answer tells how long.
  const looking = setInterval(() => void look().catch(() => {}), 500)
  return {
    begin() {
      lastMs = performance.now()
      longestMs = 0
      slowestMs = 0
    },
    seen: () => ({ pageGapS: longestMs / 1000, storedAfterS: slowestMs / 1000 }),
    async live() {
      const fromMs = Date.now()
      await waitFor(() => newestMs > fromMs, { timeoutMs: 60_000, what: 'a new reading on the page' })
    },
    async stored() {
      const untilMs = Date.now()
      await waitFor(async () => (await look()) >= untilMs, {
        timeoutMs: 90_000,
        everyMs: 200,
        what: 'the readings to be stored',
      })
      const keys: { boot: number; seq: number }[] = []
      for await (const some of store.frames({ cushion, fromMs: 0, toMs: untilMs })) keys.push(...some)
      return judge(keys)
    },
    async end() {
      clearInterval(looking)
      page.close()
      await store.stop()
    },
  }
}

/** The board numbers its readings: what is missing between the first and the last was lost. */
export function judge(frames: readonly { boot: number; seq: number }[]): Stored {
  const boots = Map.groupBy(frames, ({ boot }) => boot)
  let lost = 0
  let doubled = 0
  for (const ofBoot of boots.values()) {
    const numbers = new Set(ofBoot.map(({ seq }) => seq))
    const inOrder = [...numbers].toSorted((a, b) => a - b)
    lost += (inOrder.at(-1) ?? 0) - (inOrder[0] ?? 0) + 1 - numbers.size
    doubled += ofBoot.length - numbers.size
  }
  return { readings: frames.length, lost, doubled }
}

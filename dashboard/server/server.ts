/**
 * The dashboard role: pages, read API, live sockets. It meets the other roles only through MQTT and the store, which
 * the caller makes, starts and stops; call `createDashboard` before the MQTT link starts.
 */
import { createServer, type Server as HttpServer } from 'node:http'
import type { Registry } from 'prom-client'
import type { Health, Snapshot } from '../../contract/sockets.ts'
import type { MqttLink } from '../../mqtt/mqtt-link.ts'
import { type Clock, wallClock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { Store } from '../../store/store.ts'
import { DayCache } from './days/day-cache.ts'
import { DayWarming } from './days/day-warming.ts'
import { StoreWatch } from './days/store-watch.ts'
import type { Diaries } from './diary/diaries.ts'
import { createApp } from './http/app.ts'
import { checkBind, type ListenAddress, listenFailure, urlOf } from './http/bind.ts'
import { BrokerWatch, readiness } from './http/health.ts'
import { createMetrics } from './http/metrics.ts'
import { reasonOf } from './http/redact.ts'
import { buildOf } from './http/static-pages.ts'
import { answerTimeoutMs, Commands } from './live/commands.ts'
import { Directory } from './live/directory.ts'
import { type HubListener, LiveHub, liveAgeMs } from './live/live-hub.ts'
import { PastStrips } from './live/past-strip.ts'
import { Sockets } from './live/sockets.ts'
import { Tolerances } from './live/tolerance.ts'
import { Testers } from './simulator-console/consoles.ts'
import { Simulators } from './simulator-console/simulators.ts'

export interface DashboardOptions {
  /** Port 0 takes a free one. */
  readonly listen: ListenAddress
  /** Names under which a proxy publishes the dashboard: `sitbone.example.org` or `sitbone.example.org:8443`. */
  readonly publicHosts?: readonly string[]
  readonly mqtt: MqttLink
  readonly store: Store
  /** Where check-ins and decisions are kept; without it there is no diary here. The server ends it at stop(). */
  readonly diary?: Diaries
  /** First part of every topic, `sitbone`. */
  readonly base: string
  /** Zone and start hour of the sitter's day. */
  readonly day: { readonly zone: string; readonly startHour: number }
  /** Folder of the built pages. */
  readonly webRoot: string
  readonly log: Log
  /** Why listening beyond loopback is safe (a TLS proxy in front, a container published on loopback); null: it is not. */
  readonly allowNonLoopback: string | null
  readonly clock?: Clock
  /** To publish other roles' counts on the same /metrics. */
  readonly registry?: Registry
  /** How many faults that nothing caught the program has lived through, for /readyz. */
  readonly faultsSurvived?: () => number
  readonly commandTimeoutMs?: number
  readonly writesPerMinute?: number
  /** A page that takes nothing for this long is cut off; it connects again and gets a fresh snapshot. Default 5 s. */
  readonly viewerStuckMs?: number
}

export interface Dashboard {
  /** Rejects with DashboardCannotStart; its message names the flag to change. */
  start(): Promise<{ url: string }>
  stop(): Promise<void>
}

export function createDashboard(options: DashboardOptions): Dashboard {
  const { mqtt, store, base, day, log, listen } = options
  const metrics = createMetrics(options.registry)
  const hosts = { listenHost: listen.host, publicHosts: options.publicHosts ?? [] }
  const commands = new Commands(mqtt, base, options.commandTimeoutMs ?? answerTimeoutMs)
  const tolerances = new Tolerances(mqtt, base)
  const simulators = new Simulators({
    mqtt,
    base,
    simulated: (cushion) => hub.get(cushion)?.info?.simulated ?? null,
  })
  const testers = new Testers({ mqtt, base, simulators, log })
  const broker = new BrokerWatch(mqtt.connected)
  const watch = new StoreWatch({ store, log, onChange: () => sockets.healthChanged() })
  const past = new PastStrips({
    store,
    storeAnswers: () => watch.health.ok,
    onFailure: (error) => watch.failed(error),
  })
  const health = (): Health => ({
    broker: broker.health,
    store: watch.health,
    gateways: Object.fromEntries(hub.gateways),
  })
  const build = buildOf(options.webRoot)
  const snapshot = (cushion: string): Snapshot => {
    const heard = hub.get(cushion)
    return {
      cushion,
      availability: heard?.availability ?? 'offline',
      info: heard?.info ?? null,
      state: heard?.state ?? null,
      tolerance: heard?.tolerance ?? null,
      live: heard?.live ?? null,
      liveAgeMs: heard && liveAgeMs(heard),
      strip: heard?.strip.points() ?? [],
      health: health(),
      day,
      build,
    }
  }
  const prepare = async (cushion: string): Promise<boolean> => {
    if (!(await directory.knows(cushion))) return false
    const heard = hub.get(cushion)
    if (heard !== null) await past.fill(heard)
    return true
  }
  const sockets: Sockets = new Sockets({
    hosts,
    log,
    metrics,
    commands,
    tolerances,
    testers,
    prepare,
    snapshot,
    health,
    cushions: () => directory.cushions(),
    stuckMs: options.viewerStuckMs ?? 5000,
  })
  const listener: HubListener = sockets
  const hub: LiveHub = new LiveHub({ mqtt, base, log, metrics, listener })
  const directory: Directory = new Directory(hub, watch)
  const days = new DayCache(store)
  const warming = new DayWarming({
    days,
    day,
    cushions: () => watch.cushions(),
  })
  const app = createApp({
    store,
    days,
    directory,
    day,
    clock: options.clock ?? wallClock,
    commands,
    tolerances,
    diaries: options.diary ?? null,
    simulators,
    testers,
    writesPerMinute: options.writesPerMinute ?? 120,
    hosts,
    behindProxy: options.allowNonLoopback !== null,
    webRoot: options.webRoot,
    log,
    metrics,
    readiness: () => readiness(health(), hub.summaries(), options.faultsSurvived?.()),
    storeFailed: (error) => watch.failed(error),
  })

  // The link wants its handlers before it connects; nothing happens until it starts.
  hub.subscribe()
  commands.subscribe()
  testers.subscribe()
  mqtt.onConnection((connected, detail) => {
    if (broker.set(connected, detail)) sockets.healthChanged()
  })

  let http: HttpServer | null = null
  let stopping: Promise<void> | null = null

  const close = async (server: HttpServer) => {
    watch.stop()
    warming.stop()
    testers.stop()
    await Promise.all([
      sockets.stop(),
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
    ])
    options.diary?.stop()
  }

  return {
    async start() {
      checkBind(listen, options.allowNonLoopback)
      const server = createServer(app)
      const port = await listenOn(server, listen, (error) =>
        log.error({ reason: reasonOf(error) }, 'The web server met a fault; it goes on serving.'),
      )
      http = server
      stopping = null
      sockets.start(server)
      watch.start()
      warming.start()
      const url = urlOf({ host: listen.host, port })
      log.info({ url }, 'The dashboard is ready.')
      return { url }
    },
    stop() {
      const server = http
      http = null
      stopping ??= server === null ? null : close(server)
      return stopping ?? Promise.resolve()
    },
  }
}

function listenOn(
  server: HttpServer,
  listen: ListenAddress,
  onFault: (error: Error) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenFailure(listen, error)))
    server.listen(listen.port, listen.host, () => {
      server.removeAllListeners('error')
      server.on('error', onFault)
      const address = server.address()
      resolve(address !== null && typeof address === 'object' ? address.port : listen.port)
    })
  })
}

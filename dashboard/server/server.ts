/**
 * The dashboard role: pages, read API, live sockets. It meets the other roles only through MQTT and the store, which
 * the caller makes, starts and stops; call `createDashboard` before the MQTT link starts.
 *
 *   MQTT --> LiveHub --> PageUpdates --> PageRooms --> pages     the way of a reading
 *               |
 *   store --> StoreWatch, Directory, PastStrips, DayCache        what is known
 *               |
 *   pages --> serveViewer --> Snapshots, Commands, Tolerances    what a page asks, over its socket
 *   HTTP  --> createApp ----> Directory, DayCache, Commands ...  what anybody asks, over the API
 */
import type { Registry } from 'prom-client'
import type { MqttLink } from '../../mqtt/mqtt-link.ts'
import { type Clock, wallClock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { Store } from '../../store/store.ts'
import { DayCache } from './days/day-cache.ts'
import { DayWarming } from './days/day-warming.ts'
import { StoreWatch } from './days/store-watch.ts'
import type { Diaries } from './diary/diaries.ts'
import { createApp } from './http/app.ts'
import { checkBind, type ListenAddress } from './http/bind.ts'
import { readiness } from './http/health.ts'
import { createMetrics } from './http/metrics.ts'
import { buildOf } from './http/static-pages.ts'
import { openWebServer, type WebServer } from './http/web-server.ts'
import { answerTimeoutMs, Commands } from './live/commands.ts'
import { Directory } from './live/directory.ts'
import { LiveHub } from './live/live-hub.ts'
import { PageRooms } from './live/page-rooms.ts'
import { PageUpdates } from './live/page-updates.ts'
import { PartsHealth } from './live/parts-health.ts'
import { PastStrips } from './live/past-strip.ts'
import { Snapshots } from './live/snapshots.ts'
import { Sockets } from './live/sockets.ts'
import { Tolerances } from './live/tolerance.ts'
import { serveViewer } from './live/viewer.ts'
import { SimulatorConsoles } from './simulator-console/consoles.ts'
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

  // What is known.
  const hub = new LiveHub({ mqtt, base, log, metrics })
  const watch = new StoreWatch({ store, log })
  const health = new PartsHealth({ mqtt, store: watch, hub })
  const directory = new Directory(hub, watch)
  const past = new PastStrips({
    store,
    storeAnswers: () => watch.health.ok,
    onFailure: (error) => watch.failed(error),
  })
  const snapshots = new Snapshots({ hub, directory, past, health, day, build: buildOf(options.webRoot) })
  const days = new DayCache(store)
  const warming = new DayWarming({ days, day, cushions: () => watch.cushions() })

  // What goes to the cushions.
  const commands = new Commands(mqtt, base, options.commandTimeoutMs ?? answerTimeoutMs)
  const tolerances = new Tolerances(mqtt, base)
  const simulated = (cushion: string) => hub.get(cushion)?.info?.simulated ?? null
  const simulators = new Simulators({ mqtt, base, simulated })

  // What goes to the pages, and what they ask.
  const sockets = new Sockets({ hosts, log, metrics, stuckMs: options.viewerStuckMs ?? 5000 })
  const rooms = new PageRooms(sockets.io, metrics)
  const updates = new PageUpdates({ hub, health, directory, rooms, log, metrics })
  const consoles = new SimulatorConsoles({
    mqtt,
    base,
    simulators,
    log,
    send: (update) => rooms.console(update),
  })
  const services = { log, metrics, commands, tolerances, consoles, rooms, directory, snapshots, health }
  sockets.io.on('connection', (socket) => serveViewer(socket, services))
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
    consoles,
    writesPerMinute: options.writesPerMinute ?? 120,
    hosts,
    behindProxy: options.allowNonLoopback !== null,
    webRoot: options.webRoot,
    log,
    metrics,
    readiness: () => readiness(health.now, hub.summaries(), options.faultsSurvived?.()),
    storeFailed: (error) => watch.failed(error),
  })

  // The link wants its handlers before it connects; nothing happens until it starts.
  for (const part of [hub, commands, consoles, health, updates]) part.subscribe()
  hub.changes.on('live', (cushion, live) => consoles.live(cushion, live))

  let web: WebServer | null = null
  let stopping: Promise<void> | null = null

  const close = async (server: WebServer) => {
    for (const part of [watch, warming, consoles, updates]) part.stop()
    await Promise.all([sockets.stop(), server.close()])
    options.diary?.stop()
  }

  return {
    async start() {
      checkBind(listen, options.allowNonLoopback)
      const opened = await openWebServer(app, listen, log)
      web = opened
      stopping = null
      sockets.start(opened.http)
      watch.start()
      warming.start()
      log.info({ url: opened.url }, 'The dashboard is ready.')
      return { url: opened.url }
    },
    stop() {
      const server = web
      web = null
      stopping ??= server === null ? null : close(server)
      return stopping ?? Promise.resolve()
    },
  }
}

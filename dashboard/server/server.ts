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
import { isIP } from 'node:net'
import type { Registry } from 'prom-client'
import type { CohortProgress } from '../../contract/sitters.ts'
import type { MqttLink } from '../../mqtt/mqtt-link.ts'
import { addressSet } from '../../platform/addresses.ts'
import { type Clock, wallClock } from '../../platform/clock.ts'
import type { DiskWatch } from '../../platform/free-space.ts'
import type { Log } from '../../platform/log.ts'
import type { TlsFiles } from '../../platform/tls-files.ts'
import type { Store } from '../../store/store.ts'
import type { MakeBackup } from './backup/backup-api.ts'
import { DayCache } from './days/day-cache.ts'
import { DayWarming } from './days/day-warming.ts'
import { StoreWatch } from './days/store-watch.ts'
import type { Diaries } from './diary/diaries.ts'
import { createApp } from './http/app.ts'
import { checkBind, type ListenAddress, type Reach, reachInWords } from './http/bind.ts'
import { putInFront } from './http/front.ts'
import { readiness, type Troubles } from './http/health.ts'
import { createMetrics } from './http/metrics.ts'
import type { KnownHosts } from './http/origin.ts'
import { buildOf } from './http/static-pages.ts'
import { trustedProxies } from './http/trusted-proxies.ts'
import { openWebServer, type WebServer } from './http/web-server.ts'
import { answerTimeoutMs, Commands } from './live/commands.ts'
import { Directory } from './live/directory.ts'
import { Forgetting } from './live/forgetting.ts'
import { HeardProblems } from './live/heard-problems.ts'
import { LiveHub } from './live/live-hub.ts'
import { PartsHealth } from './live/parts-health.ts'
import { PastStrips } from './live/past-strip.ts'
import { Payloads } from './live/payloads.ts'
import { SilentCushions } from './live/silent-cushions.ts'
import { Tolerances } from './live/tolerance.ts'
import type { KnownCushions } from './people/gate/access.ts'
import { SocketGate } from './people/gate/socket-gate.ts'
import type { MailSetting } from './people/mail/mail.ts'
import type { AccountsOptions } from './people/open-people.ts'
import { People } from './people/people.ts'
import { LockKeeper } from './prescriptions/lock-keeper.ts'
import { Locks } from './prescriptions/locks.ts'
import { SimulatorConsoles } from './simulator-console/consoles.ts'
import { Simulators } from './simulator-console/simulators.ts'
import { AllLargeAnswers } from './sockets/large-answers.ts'
import { PageRooms } from './sockets/page-rooms.ts'
import { PageUpdates } from './sockets/page-updates.ts'
import { Snapshots } from './sockets/snapshots.ts'
import { Sockets } from './sockets/sockets.ts'
import { serveViewer } from './sockets/viewer.ts'

export interface DashboardOptions {
  /** Port 0 takes a free one. */
  readonly listen: ListenAddress
  /** Names under which a proxy publishes the dashboard: `sitbone.example.org` or `sitbone.example.org:8443`. */
  readonly publicHosts?: readonly string[]
  /** The folder under which a proxy publishes it, `/sitbone`. */
  readonly publicPath?: string
  readonly mqtt: MqttLink
  /** Links of other parts in this program: what the broker refuses them is shown too. */
  readonly otherLinks?: readonly Pick<MqttLink, 'refusals' | 'onRefusals'>[]
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
  /** Why an address beyond loopback is not reachable from the network (a container published on loopback); null: it is. */
  readonly allowNonLoopback: string | null
  /** Own certificate; without it the server speaks plain HTTP. */
  readonly tls?: TlsFiles | null
  /** Addresses of proxies in front that speak TLS. Where there are any, nobody else is answered beyond loopback. */
  readonly proxies?: readonly string[]
  readonly clock?: Clock
  /** Where accounts are kept once there are any; without it there are none here. */
  readonly accounts?: Pick<AccountsOptions, 'address' | 'secretFile' | 'secret'>
  /** Sends invitations; without it no e-mail is sent. */
  readonly mail?: MailSetting | null
  /** Backs up the data folder of this program; without it the page makes none. */
  readonly makeBackup?: MakeBackup
  /** To publish other roles' counts on the same /metrics. */
  readonly registry?: Registry
  /** For /readyz: faults that nothing caught, and what the recorder of this program has set aside. */
  readonly troubles?: () => Partial<Troubles>
  /** Started and stopped by the caller. */
  readonly disk?: DiskWatch
  /** How far a simulated cohort is; without it there is none. */
  readonly cohort?: () => CohortProgress
  readonly commandTimeoutMs?: number
  readonly writesPerMinute?: number
  /** A page that takes nothing for this long is cut off; it connects again and gets a fresh snapshot. Default 5 s. */
  readonly viewerStuckMs?: number
  /** An answer of which nothing is read for so many seconds is given up. Default 10. */
  readonly unreadAnswerS?: number
}

export interface Dashboard {
  /** Rejects with DashboardCannotStart; its message names the flag to change. */
  start(): Promise<{ url: string }>
  stop(): Promise<void>
}

export function createDashboard(options: DashboardOptions): Dashboard {
  const { mqtt, store, base, day, log, listen } = options
  const metrics = createMetrics(options.registry)
  const { tls = null, proxies = [] } = options
  const hosts: KnownHosts = {
    listenHost: listen.host,
    publicHosts: options.publicHosts ?? [],
    tlsNames: () => tls?.names ?? [],
  }
  const publicPath = options.publicPath ?? ''
  const trustsProxy = trustedProxies(options)

  // What is known.
  const payloads = new Payloads(log, metrics)
  const hub = new LiveHub({ mqtt, base, metrics, payloads })
  const watch = new StoreWatch({ store, log })
  const health = new PartsHealth({
    mqtt,
    store: watch,
    hub,
    heardProblems: new HeardProblems({ mqtt, base, hub, payloads }),
    silent: new SilentCushions({ hub, mqtt, base, nowMs: () => performance.now() }),
    otherLinks: options.otherLinks ?? [],
    ...(options.disk === undefined ? {} : { disk: options.disk }),
  })
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
  const forgetting = new Forgetting(mqtt, base, hub)
  const simulated = (cushion: string) => hub.get(cushion)?.info?.simulated ?? null
  const simulators = new Simulators({ mqtt, base, simulated })

  // Who may do what.
  const clock = options.clock ?? wallClock
  const { accounts } = options
  const people = new People(
    accounts === undefined
      ? null
      : {
          address: accounts.address,
          log,
          // Loaded only then: what accounts need takes as much memory as the rest of the dashboard.
          open: async (changed) =>
            (await import('./people/open-people.ts')).openPeople(
              {
                ...{ ...accounts, host: hostName(hosts), hosts, publicPath, clock, log },
                mail: options.mail ?? null,
                cushions: knownCushions(directory),
                kept: { stores: [store], diaries: options.diary ?? null },
              },
              changed,
            ),
          begin: async (first) =>
            (await import('./people/first-person.ts')).addFirstPerson(
              { ...accounts, host: hostName(hosts), clock, diaries: options.diary ?? null },
              first,
            ),
        },
  )
  const locks = new Locks({ diaries: options.diary ?? null, directory, people, clock })
  const tolerances = new Tolerances({ mqtt, base, locks })
  const lockKeeper = new LockKeeper({ hub, locks, tolerances, people, clock, log })
  const gate = new SocketGate({ people, trustsProxy })

  // What goes to the pages, and what they ask.
  const sockets = new Sockets({ hosts, log, metrics, stuckMs: options.viewerStuckMs ?? 5000 })
  const rooms = new PageRooms(sockets.io, metrics, gate)
  const updates = new PageUpdates({ hub, health, directory, rooms, log, metrics })
  const consoles = new SimulatorConsoles({
    mqtt,
    base,
    simulators,
    log,
    send: (update) => rooms.console(update),
  })
  const services = {
    ...{ log, metrics, commands, tolerances, consoles, rooms, directory, snapshots, health, gate },
    largeAnswers: new AllLargeAnswers(),
  }
  sockets.io.use((socket, next) => {
    gate.admits(socket).then(
      (admitted) => next(admitted ? undefined : new Error('Sign in first.')),
      () => next(new Error('The accounts cannot be read now.')),
    )
  })
  people.changes.on('change', () => void gate.recheck(sockets.io, rooms))
  sockets.io.on('connection', (socket) => serveViewer(socket, services))
  const app = createApp({
    store,
    days,
    directory,
    day,
    clock,
    people,
    makeBackup: options.makeBackup ?? null,
    cohort: options.cohort ?? null,
    commands,
    tolerances,
    forgetting,
    diaries: options.diary ?? null,
    simulators,
    consoles,
    writesPerMinute: options.writesPerMinute ?? 120,
    hosts,
    trustsProxy,
    publicPath,
    webRoot: options.webRoot,
    log,
    metrics,
    readiness: () =>
      readiness(health.now, hub.summaries(), {
        faultsSurvived: 0,
        setAsideBatches: 0,
        ...options.troubles?.(),
      }),
    storeFailed: (error) => watch.failed(error),
  })

  // The link wants its handlers before it connects; nothing happens until it starts.
  for (const part of [hub, commands, consoles, health, updates, lockKeeper]) part.subscribe()
  hub.changes.on('live', (cushion, live) => consoles.live(cushion, live))

  let web: WebServer | null = null
  let stopping: Promise<void> | null = null

  const close = async (server: WebServer) => {
    for (const part of [watch, health, warming, consoles, updates, lockKeeper]) part.stop()
    await Promise.all([sockets.stop(), server.close()])
    await people.stop()
    await options.diary?.stop()
  }

  return {
    async start() {
      await people.start()
      const reach: Reach = {
        declared: options.allowNonLoopback,
        accounts: people.mode !== 'one-person',
        protection: tls !== null ? 'tls' : proxies.length > 0 ? 'proxy' : null,
      }
      try {
        checkBind(listen, reach)
      } catch (error) {
        await people.stop()
        throw error
      }
      const opened = await openWebServer({
        ...{ app, listen, tls, log },
        admits: proxies.length === 0 ? () => true : addressSet(['127.0.0.0/8', '::1', ...proxies]),
        unreadS: options.unreadAnswerS ?? 10,
        prepare: (http) => {
          sockets.attach(http)
          putInFront(http, { hosts, publicPath })
        },
      })
      web = opened
      stopping = null
      sockets.start()
      options.diary?.start()
      watch.start()
      health.start()
      warming.start()
      log.info({ url: opened.url }, `The dashboard is ready. ${reachInWords(listen, reach)}`)
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

/** Passkeys belong to a name; the first public one, one of the certificate, or this computer's own. */
const hostName = ({ publicHosts, tlsNames }: KnownHosts): string =>
  publicHosts[0]?.replace(/:\d+$/, '') ?? tlsNames?.().find((name) => isIP(name) === 0) ?? 'localhost'

const knownCushions = (directory: Directory): KnownCushions => ({
  simulated: (cushion) => directory.simulated(cushion),
  all: async () => ({ cushions: [...(await directory.cushions())], store: directory.storeHealth() }),
})

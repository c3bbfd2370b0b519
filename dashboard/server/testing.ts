/** For the tests beside: a broker and a store in memory, valid payloads to vary, and a running dashboard. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { io, type Socket } from 'socket.io-client'
import type { CushionInfo } from '../../contract/info.ts'
import type { ClientToServer, ServerToClient } from '../../contract/sockets.ts'
import { topics } from '../../contract/topics.ts'
import type { Bout } from '../../core/model/schemas/bouts.ts'
import type { CushionEvent } from '../../core/model/schemas/events.ts'
import type { Live } from '../../core/model/schemas/live.ts'
import type { MinuteSummary } from '../../core/model/schemas/minutes.ts'
import type { CushionState } from '../../core/model/schemas/state.ts'
import { fsr8 } from '../../firmware-protocol/layout.ts'
import { BrokerUnreachable, type MqttLink, type MqttMessage } from '../../mqtt/mqtt-link.ts'
import type { Refusal } from '../../mqtt/refusals.ts'
import { type Log, silentLog } from '../../platform/log.ts'
import type { Range, Store, StoredCushion, StoredFrame } from '../../store/store.ts'
import { createDashboard, type DashboardOptions } from './server.ts'

export interface Published {
  readonly topic: string
  readonly payload: string
  readonly qos: 0 | 1
  readonly retain: boolean
}

const matches = (filter: string, topic: string): boolean => {
  const asked = filter.split('/')
  const parts = topic.split('/')
  return asked.length === parts.length && asked.every((part, index) => part === '+' || part === parts[index])
}

export class FakeMqtt implements MqttLink {
  connected = true
  readonly published: Published[] = []
  /** Called after each publish by the code under test. */
  onPublish: (message: Published) => void = () => {}
  refusals: readonly Refusal[] = []
  readonly #refusalListeners: (() => void)[] = []
  readonly #handlers: { filter: string; handler: (message: MqttMessage) => void }[] = []
  readonly #listeners: ((connected: boolean, detail: string) => void)[] = []

  subscribe(filter: string, _qos: 0 | 1, handler: (message: MqttMessage) => void): void {
    this.#handlers.push({ filter, handler })
  }
  overhear(filter: string, handler: (message: MqttMessage) => void): void {
    this.subscribe(filter, 0, handler)
  }
  unsubscribe(): void {}
  /** What the code under test asked for again. */
  readonly asked: string[] = []
  askAgain(filter: string): void {
    this.asked.push(filter)
  }
  onRefusals(listener: () => void): void {
    this.#refusalListeners.push(listener)
  }
  /** The broker does not take messages to these topics. */
  refuse(refusals: readonly Refusal[]): void {
    this.refusals = refusals
    for (const listener of this.#refusalListeners) listener()
  }
  async publish(
    topic: string,
    payload: string | Buffer,
    options: { qos: 0 | 1; retain?: boolean },
  ): Promise<void> {
    if (!this.connected) throw new BrokerUnreachable('offline')
    const message = { topic, payload: payload.toString(), qos: options.qos, retain: options.retain ?? false }
    this.published.push(message)
    this.deliver(topic, message.payload)
    this.onPublish(message)
  }
  onConnection(listener: (connected: boolean, detail: string) => void): void {
    this.#listeners.push(listener)
  }
  async start(): Promise<void> {
    this.connect(true)
  }
  async stop(): Promise<void> {}

  connect(connected: boolean): void {
    this.connected = connected
    for (const listener of this.#listeners)
      listener(connected, connected ? 'The broker is connected.' : 'The broker is away.')
  }
  /** As if another program had published. */
  deliver(topic: string, payload: string | object, retained = false): void {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
    this.deliverBytes(topic, Buffer.from(text), retained)
  }
  deliverBytes(topic: string, payload: Buffer, retained = false): void {
    for (const { filter, handler } of this.#handlers)
      if (matches(filter, topic)) handler({ topic, payload, retained })
  }
}

export class FakeStore implements Store {
  readonly name = 'memory'
  known: StoredCushion[] = []
  frameRows: StoredFrame[] = []
  minuteRows: MinuteSummary[] = []
  boutRows: Bout[] = []
  eventRows: CushionEvent[] = []
  /** Thrown by every read while set. */
  failure: Error | null = null
  /** Thrown after this many chunks of one read. */
  failAfterChunks = Number.POSITIVE_INFINITY
  chunk = 100
  chunksRead = 0

  async start(): Promise<void> {}
  async stop(): Promise<void> {}
  async write() {
    return { setAside: [] }
  }
  async erase({ fromMs, toMs }: Range) {
    const stays = (atMs: number) => atMs < fromMs || atMs >= toMs
    this.frameRows = this.frameRows.filter((row) => stays(row.atMs))
    this.minuteRows = this.minuteRows.filter((row) => stays(row.atMs))
    this.boutRows = this.boutRows.filter((row) => stays(row.startedAtMs))
    this.eventRows = this.eventRows.filter((row) => stays(Date.parse(row.at)))
  }
  async cushions() {
    if (this.failure !== null) throw this.failure
    return this.known
  }
  frames(range: Range) {
    return this.#read(this.frameRows, range, (row) => row.atMs)
  }
  minutes(range: Range) {
    return this.#read(this.minuteRows, range, (row) => row.atMs)
  }
  async bouts({ fromMs, toMs }: Range) {
    if (this.failure !== null) throw this.failure
    return this.boutRows.filter((row) => row.startedAtMs >= fromMs && row.startedAtMs < toMs)
  }
  events(range: Range) {
    return this.#read(this.eventRows, range, (row) => Date.parse(row.at))
  }
  async *#read<T>(
    rows: readonly T[],
    { fromMs, toMs }: Range,
    atMs: (row: T) => number,
  ): AsyncGenerator<readonly T[]> {
    const asked = rows.filter((row) => atMs(row) >= fromMs && atMs(row) < toMs)
    for (let index = 0; index < asked.length; index += this.chunk) {
      if (index / this.chunk >= this.failAfterChunks && this.failure === null) throw new Error('cut')
      if (this.failure !== null) throw this.failure
      this.chunksRead += 1
      yield asked.slice(index, index + this.chunk)
    }
    if (this.failure !== null) throw this.failure
  }
}

export const startMs = Date.parse('2026-03-02T09:00:00.000Z')
const at = (atMs: number) => new Date(atMs).toISOString()

export const aLive = (over: Partial<Live> = {}): Live => ({
  v: 1,
  atMs: startMs,
  seq: 1,
  kpa: [12, 14, 13, 11, 4, 4, 4, 4],
  relative: null,
  leftPpiKpa: 13,
  rightPpiKpa: 12,
  leftErrorKpa: 1,
  rightErrorKpa: 1,
  leftRelative: null,
  rightRelative: null,
  copX: 0.1,
  copY: 3,
  occupancy: 'occupied',
  ...over,
})

const aSide = { ppiKpa: 13, errorKpa: 1, ppiRelative: null, loadKpaMin: 120 }
export const aState = (over: Partial<CushionState> = {}): CushionState => ({
  v: 1,
  at: at(startMs),
  simulated: false,
  occupancy: 'occupied',
  boutS: 60,
  boutStartedAt: at(startMs - 60_000),
  lastBreak: null,
  daySeatedS: 600,
  left: aSide,
  right: aSide,
  used: { bout: 0.1, day: 0.1, loadLeft: 0.2, loadRight: 0.2, pressureLeft: null, pressureRight: null },
  level: 'none',
  timeLeftS: 1000,
  timeLeftLimit: 'bout',
  copCm: { x: 0.1, y: 3 },
  sideBalance: 2,
  contactAreaCm2: 10.2,
  confidence: 1,
  quietUntil: null,
  alerts: [],
  ...over,
})

export const anInfo = (over: Partial<CushionInfo> = {}): CushionInfo => ({
  v: 1,
  at: at(startMs),
  gateway: 'gw-1',
  simulated: false,
  clock: { kind: 'wall', speed: 1 },
  board: null,
  link: {
    state: 'online',
    detail: 'The cushion is connected.',
    port: '/dev/ttyUSB0',
    rejected: {},
    framesLost: 0,
    clockOffsetMs: 0,
    driftPpm: 0,
  },
  layout: fsr8,
  calibration: {
    mode: 'calibrated',
    madeAt: null,
    surface: null,
    ageDays: null,
    baseline: null,
    message: null,
  },
  cells: [],
  outbox: { pendingBatches: 0, pendingBytes: 0, droppedBatches: 0, oldestAt: null, setAside: null },
  ...over,
})

export const aMinute = (atMs: number, over: Partial<MinuteSummary> = {}): MinuteSummary => ({
  atMs,
  seatedS: 60,
  unknownS: 0,
  emptyS: 0,
  leftMeanKpa: 12,
  leftMaxKpa: 18,
  rightMeanKpa: 11,
  rightMaxKpa: 16,
  leftPtiKpaMin: 12,
  rightPtiKpaMin: 11,
  leftLoadKpaMin: 100,
  rightLoadKpaMin: 90,
  leftMeanRelative: null,
  rightMeanRelative: null,
  weightShifts: 0,
  pressureReliefs: 0,
  movements: 0,
  frames: 600,
  ...over,
})

export const aBout = (startedAtMs: number, boutS: number): Bout => ({
  startedAtMs,
  endedAtMs: startedAtMs + boutS * 1000,
  boutS,
})

export const desk = topics('sitbone')

export async function runDashboard(over: Partial<DashboardOptions> = {}, store = new FakeStore()) {
  const mqtt = new FakeMqtt()
  const lines: string[] = []
  const say = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`)
  const log: Log = { ...silentLog, info: say, warn: say, error: say }
  const dashboard = createDashboard({
    listen: { host: '127.0.0.1', port: 0 },
    mqtt,
    store,
    base: 'sitbone',
    day: { zone: 'Europe/Berlin', startHour: 4 },
    webRoot: join(tmpdir(), 'sitbone-no-pages'),
    log,
    allowNonLoopback: null,
    ...over,
  })
  const { url } = await dashboard.start()
  const sockets = new Set<Socket<ServerToClient, ClientToServer>>()
  return {
    mqtt,
    store,
    url,
    dashboard,
    log: lines,
    /** A cushion that runs and is known. */
    withDesk() {
      mqtt.deliver(desk.cushion('desk-1', 'availability'), 'online', true)
      mqtt.deliver(desk.cushion('desk-1', 'info'), anInfo(), true)
      mqtt.deliver(desk.cushion('desk-1', 'state'), aState(), true)
    },
    page(headers: Record<string, string> = {}): Socket<ServerToClient, ClientToServer> {
      const socket: Socket<ServerToClient, ClientToServer> = io(url, {
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
        extraHeaders: headers,
      })
      sockets.add(socket)
      socket.on('disconnect', () => sockets.delete(socket))
      return socket
    },
    async metric(name: string): Promise<string[]> {
      const text = await (await fetch(`${url}/metrics`)).text()
      return text.split('\n').filter((line) => line.startsWith(name))
    },
    async end() {
      for (const socket of sockets) socket.close()
      await dashboard.stop()
    },
  }
}
export type Running = Awaited<ReturnType<typeof runDashboard>>

/** The first time the event comes. */
export const once = <T>(listen: (take: (value: T) => void) => void): Promise<T> =>
  new Promise((resolve) => listen(resolve))

/**
 * A stand-in for the dashboard server, for working on the pages alone: `node dashboard/web/dev/mock-server.ts [port]`.
 * Moving figures, an alert, gaps, an offline cushion, relative mode, a grid of 64, no data at all. Never shipped.
 * MOCK_CUSHIONS names what there is, e.g. `desk-1` or empty for none.
 */
import { createServer } from 'node:http'
import { join } from 'node:path'
import express from 'express'
import helmet from 'helmet'
import { Server } from 'socket.io'
import type {
  ClientToServer,
  CushionInfo,
  CushionState,
  DaySummary,
  Live,
  MinuteSummary,
  ServerToClient,
  StripPoint,
  Tolerance,
} from '../../server/contract.ts'

const port = Number(process.argv[2] ?? 8090)
const wanted = (process.env.MOCK_CUSHIONS ?? 'desk-1,over-1,relative-1,offline-1,grid-64,fault-1')
  .split(',')
  .filter(Boolean)
const dist = join(import.meta.dirname, '..', 'dist')
const iso = (ms: number) => new Date(ms).toISOString()
const now = () => Date.now()
const noise = (seed: number) => {
  const x = Math.sin(seed * 12.9898) * 43758.5453
  return x - Math.floor(x)
}
const smooth = (t: number, seed: number) =>
  noise(Math.floor(t) + seed) * (1 - (t % 1)) + noise(Math.floor(t) + 1 + seed) * (t % 1)

const fsr8: CushionInfo['layout'] = {
  v: 1,
  name: 'fsr8',
  cells: [
    [-7.5, 0, 'left-ischium'],
    [-5, 0, 'left-ischium'],
    [5, 0, 'right-ischium'],
    [7.5, 0, 'right-ischium'],
    [-9, 16, 'left-thigh'],
    [-5, 16, 'left-thigh'],
    [5, 16, 'right-thigh'],
    [9, 16, 'right-thigh'],
  ].map(([xCm, yCm, zone]) => ({
    xCm: Number(xCm),
    yCm: Number(yCm),
    zone: zone as 'left-ischium',
    areaCm2: 1.27,
  })),
}
const grid: CushionInfo['layout'] = {
  v: 1,
  name: 'grid-64',
  cells: Array.from({ length: 64 }, (_, i) => ({
    xCm: ((i % 8) - 3.5) * 4.6,
    yCm: (Math.floor(i / 8) - 2) * 4.6,
    areaCm2: 14,
    zone: i % 8 < 4 ? (i < 32 ? 'left-ischium' : 'left-thigh') : i < 32 ? 'right-ischium' : 'right-thigh',
  })),
}
const tolerances = new Map<string, Tolerance>()
const tolerance = (id: string): Tolerance =>
  tolerances.get(id) ?? {
    v: 1,
    stage: 'settled',
    boutMin: 45,
    dayMin: 360,
    left: { loadKpaMin: 500, pressureKpa: 20 },
    right: { loadKpaMin: 500, pressureKpa: 20 },
    holdS: 120,
    offloadKpa: 2,
    recoveryHalfTimeMin: 10,
    breakMin: 2,
    alertAfterMin: 0,
  }
const relative = (id: string) => id.startsWith('relative')
const started = now() - 31 * 60_000
const acknowledged = new Set<string>()
const snoozed = new Map<string, number>()
const quiet = new Map<string, number>()
let baseline: 'none' | 'running' | 'done' = 'none'

const info = (id: string): CushionInfo => ({
  v: 1,
  at: iso(now()),
  gateway: 'gw-1',
  simulated: id !== 'offline-1',
  clock: { kind: 'wall', speed: 1 },
  board: { id, dev: 'fsr8', firmware: '0.1.0', channels: 8, bits: 10, rateHz: 10, resetCause: 1, boot: 7 },
  link: {
    state: id === 'offline-1' ? 'unplugged' : 'online',
    detail:
      id === 'offline-1'
        ? 'The cushion is unplugged. Plug it in again; Sitbone goes on by itself.'
        : 'The cushion sends readings.',
    port: 'simulator',
    rejected: { crc: 2 },
    framesLost: 0,
    clockOffsetMs: 1,
    driftPpm: 4,
  },
  layout: id === 'grid-64' ? grid : fsr8,
  calibration: relative(id)
    ? { mode: 'relative', madeAt: null, surface: null, ageDays: null, baseline, message: null }
    : {
        mode: 'calibrated',
        madeAt: iso(now() - 9e8),
        surface: 'office foam',
        ageDays: 10,
        baseline: null,
        message: null,
      },
  cells: (id === 'grid-64' ? grid : fsr8).cells.map((_, index) => ({
    index,
    verdict: id === 'fault-1' && index === 5 ? 'stuck' : 'ok',
    since: null,
    advice:
      id === 'fault-1' && index === 5
        ? 'Check that nothing presses on it, then that its two wires sit firmly.'
        : null,
  })),
  outbox: { pendingBatches: 0, pendingBytes: 0, droppedBatches: 0, oldestAt: null, setAside: null },
})

const live = (id: string, atMs: number): Live => {
  const t = atMs / 1000
  const left = 13.4 + smooth(t / 7, 1) * 1.6 + (id === 'over-1' ? 5 : 0)
  const right = 11.2 + smooth(t / 9, 2) * 1.4
  const cells =
    id === 'grid-64'
      ? grid.cells.map((c) =>
          Math.max(
            0,
            18 * Math.exp(-((c.xCm + 6) ** 2 + c.yCm ** 2) / 40) +
              15 * Math.exp(-((c.xCm - 6) ** 2 + c.yCm ** 2) / 40) +
              4 * Math.exp(-((Math.abs(c.xCm) - 7) ** 2) / 30) +
              smooth(t / 3, c.xCm + c.yCm) -
              0.4,
          ),
        )
      : [
          left - 1,
          left + 1,
          right + 0.4,
          right - 0.6,
          4.8 + smooth(t / 5, 5),
          id === 'fault-1' ? null : 4,
          4.1,
          5 + smooth(t / 4, 8),
        ]
  const rel = relative(id)
  return {
    v: 1,
    atMs,
    seq: Math.floor(t * 10),
    kpa: rel ? cells.map(() => null) : cells,
    relative: rel ? cells.map((c) => (baseline === 'none' ? null : (c ?? 0) / 12)) : null,
    leftPpiKpa: rel ? null : left,
    rightPpiKpa: rel ? null : right,
    leftErrorKpa: rel ? null : 0.86,
    rightErrorKpa: rel ? null : 0.74,
    leftRelative: rel && baseline !== 'none' ? left / 12 : null,
    rightRelative: rel && baseline !== 'none' ? right / 12 : null,
    copX: -0.6 + smooth(t / 6, 9) * 0.8,
    copY: 4.6 + smooth(t / 8, 4),
    occupancy: 'occupied',
  }
}
const strip = (id: string): StripPoint[] => {
  const points: StripPoint[] = []
  for (let s = 600; s > 0; s -= 1) {
    if (s > 230 && s < 262) continue
    const atMs = now() - s * 1000
    const one = live(id, atMs)
    const shift = s > 120 && s < 142
    points.push({
      atMs,
      leftKpa: shift && one.leftPpiKpa ? 4.2 : one.leftPpiKpa,
      rightKpa: shift && one.rightPpiKpa ? 16 : one.rightPpiKpa,
      leftErrorKpa: one.leftErrorKpa,
      rightErrorKpa: one.rightErrorKpa,
      leftRelative: one.leftRelative,
      rightRelative: one.rightRelative,
      occupancy: 'occupied',
    })
  }
  return points
}
const alerts = (id: string): CushionState['alerts'] => {
  const make = (
    kind: CushionState['alerts'][number]['kind'],
    level: 'warning' | 'exceeded',
    more: object = {},
  ) => ({
    id: `${id}-${kind}`,
    kind,
    side: null,
    level,
    since: iso(now() - 200_000),
    acknowledged: acknowledged.has(`${id}-${kind}`),
    snoozedUntil: (snoozed.get(kind) ?? 0) > now() ? iso(snoozed.get(kind) ?? 0) : null,
    ...more,
  })
  if (id === 'over-1') return [make('load', 'exceeded', { side: 'left' }), make('bout', 'warning')]
  if (id === 'fault-1') return [make('cell-fault', 'warning', { cells: [5] })]
  if (id === 'offline-1') return [make('data-stopped', 'exceeded')]
  return []
}
const state = (id: string): CushionState => {
  const over = id === 'over-1'
  const rel = relative(id)
  const boutS = (now() - started) / 1000
  const side = (kpa: number, load: number) => ({
    ppiKpa: rel ? null : kpa,
    errorKpa: rel ? null : 0.8,
    ppiRelative: rel ? 1.1 : null,
    loadKpaMin: rel ? null : load,
  })
  return {
    v: 1,
    at: iso(now()),
    simulated: id !== 'offline-1',
    occupancy: id === 'grid-64' ? 'empty' : 'occupied',
    boutS,
    boutStartedAt: id === 'grid-64' ? null : iso(started),
    lastBreak:
      id === 'grid-64'
        ? { startedAt: iso(now() - 250_000), endedAt: null, breakS: 250 }
        : { startedAt: iso(started - 360_000), endedAt: iso(started), breakS: 360 },
    daySeatedS: 11520,
    left: side(14, over ? 512 : 310),
    right: side(11.6, 252),
    used: {
      bout: boutS / 2700,
      day: 0.53,
      loadLeft: rel ? null : over ? 1.02 : 0.72,
      loadRight: rel ? null : 0.5,
      pressureLeft: rel ? null : 0.66,
      pressureRight: rel ? null : 0.6,
    },
    level: over ? 'exceeded' : 'notice',
    timeLeftS: over ? 0 : 1400 - (now() - started - 1860_000) / 1000,
    timeLeftLimit: rel ? 'bout' : 'loadLeft',
    copCm: { x: 0, y: 4 },
    sideBalance: -8,
    contactAreaCm2: 500,
    confidence: 1,
    quietUntil: (quiet.get(id) ?? 0) > now() ? iso(quiet.get(id) ?? 0) : null,
    alerts: alerts(id),
  }
}

const dayFrom = (ms: number) => {
  const d = new Date(ms - 4 * 3600_000)
  d.setUTCHours(4, 0, 0, 0)
  return d.getTime()
}
const spansOf = (fromMs: number): [number, number][] => {
  const base = fromMs + 4.1 * 3600_000
  const list: [number, number][] = []
  let at = base + noise(fromMs / 1e8) * 1.2e6
  for (let i = 0; i < 8; i += 1) {
    const length = (18 + noise(fromMs / 1e7 + i) * 34) * 60_000
    list.push([at, at + length])
    at += length + (4 + noise(i + 3) * 22) * 60_000
  }
  return list.filter(([, end]) => end < started - 300_000)
}
const emptyDay = (fromMs: number) => new Date(fromMs).getUTCDay() === 0
const minutes = (fromMs: number, toMs: number): MinuteSummary[] => {
  if (emptyDay(dayFrom(fromMs))) return []
  const spans = [
    ...spansOf(dayFrom(fromMs)),
    ...(dayFrom(now()) === dayFrom(fromMs) ? [[started, now()] as [number, number]] : []),
  ]
  const list: MinuteSummary[] = []
  const first = Math.ceil((spans[0]?.[0] ?? fromMs) / 60_000) * 60_000 - 600_000
  for (let atMs = Math.max(fromMs, first); atMs < Math.min(toMs, now()); atMs += 60_000) {
    const seated = spans.some(([a, b]) => atMs + 30_000 > a && atMs + 30_000 < b)
    const hour = (atMs - fromMs) / 3600_000
    const unknown = hour > 8.6 && hour < 8.9
    const l = 12 + smooth(atMs / 9e5, 3) * 5
    const r = 10.5 + smooth(atMs / 8e5, 7) * 4
    const y = seated && !unknown
    list.push({
      atMs,
      seatedS: y ? 60 : 0,
      unknownS: unknown ? 60 : 0,
      emptyS: y || unknown ? 0 : 60,
      leftMeanKpa: y ? l : null,
      leftMaxKpa: y ? l + 3 + noise(atMs) * 3 : null,
      rightMeanKpa: y ? r : null,
      rightMaxKpa: y ? r + 3 : null,
      leftPtiKpaMin: y ? l : 0,
      rightPtiKpaMin: y ? r : 0,
      leftLoadKpaMin: 100,
      rightLoadKpaMin: 90,
      leftMeanRelative: null,
      rightMeanRelative: null,
      weightShifts: y && noise(atMs / 6e4) > 0.92 ? 1 : 0,
      pressureReliefs: 0,
      movements: 1,
      frames: 600,
    })
  }
  return list
}
const app = express()
app.use(helmet({ contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'self'"] } } }))
const range = (query: Record<string, unknown>) => ({
  fromMs: Date.parse(String(query.from)),
  toMs: Date.parse(String(query.to)),
})
app.get('/api/v1/cushions/:id/:what', (request, response) => {
  const { id, what } = request.params
  const { fromMs, toMs } = range(request.query)
  if (id === 'fault-1' && what === 'events') {
    response.status(503).type('application/problem+json').json({
      type: 'about:blank',
      title: 'The store is not available',
      status: 503,
      detail: 'InfluxDB does not answer. The gateway keeps the readings until it is back.',
    })
    return
  }
  if (request.headers.accept === 'text/csv') {
    response.type('text/csv').send('at,kind\n')
    return
  }
  if (what === 'minutes') response.json({ cushion: id, minutes: minutes(fromMs, toMs) })
  else if (what === 'bouts')
    response.json({
      cushion: id,
      bouts: emptyDay(fromMs)
        ? []
        : spansOf(fromMs).map(([a, b]) => ({
            startedAtMs: a,
            endedAtMs: b,
            boutS: (b - a) / 1000,
            startedAt: iso(a),
            endedAt: iso(b),
          })),
    })
  else if (what === 'events') {
    const spans = emptyDay(fromMs) ? [] : spansOf(fromMs)
    response.json({
      cushion: id,
      events: [
        ...spans.flatMap(([a, b], i) =>
          b - a > 40 * 60_000
            ? [
                {
                  v: 1,
                  at: iso(b - 180_000),
                  kind: 'alert-raised',
                  alertKind: i % 2 ? 'load' : 'bout',
                  side: i % 2 ? 'left' : null,
                  level: i % 3 ? 'exceeded' : 'warning',
                  alertId: `a${i}`,
                },
                { v: 1, at: iso(b - 90_000), kind: 'alert-acknowledged', alertKind: i % 2 ? 'load' : 'bout' },
              ]
            : [],
        ),
        ...(spans.length
          ? [
              { v: 1, at: iso(fromMs + 8.6 * 3600_000), kind: 'data-stopped' },
              { v: 1, at: iso(fromMs + 8.9 * 3600_000), kind: 'data-resumed' },
            ]
          : []),
      ].sort((x, y) => (x.at < y.at ? -1 : 1)),
    })
  } else if (what === 'days') {
    const days: DaySummary[] = []
    for (let at = dayFrom(fromMs); at < toMs; at += 86_400_000) {
      const list = minutes(at, at + 86_400_000)
      if (list.length === 0) continue
      const spans = spansOf(at)
      const sum = (pick: (m: MinuteSummary) => number) => list.reduce((s, m) => s + pick(m), 0)
      days.push({
        day: iso(at).slice(0, 10),
        startsAt: iso(at),
        endsAt: iso(at + 86_400_000),
        seatedS: sum((m) => m.seatedS),
        unknownS: sum((m) => m.unknownS),
        recordedS: list.length * 60,
        bouts: spans.length,
        longestBoutS: Math.max(0, ...spans.map(([a, b]) => (b - a) / 1000)),
        breaks: Math.max(0, spans.length - 1),
        weightShifts: sum((m) => m.weightShifts),
        pressureReliefs: 1,
        alerts: spans.length % 3,
        leftPtiKpaMin: sum((m) => m.leftPtiKpaMin ?? 0),
        rightPtiKpaMin: sum((m) => m.rightPtiKpaMin ?? 0),
        leftMeanKpa: 13,
        rightMeanKpa: 12,
        leftMaxKpa: 21,
        rightMaxKpa: 19,
      })
    }
    response.json({ cushion: id, days })
  } else response.status(404).json({ title: 'unknown' })
})
app.use(express.static(dist))
app.use((_request, response) => response.sendFile(join(dist, 'index.html')))

const server = createServer(app)
const io = new Server<ClientToServer, ServerToClient>(server)
const health = {
  broker: { ok: true, detail: 'Embedded broker, 1 gateway.' },
  store: { ok: true, detail: 'Embedded store, 41 MB.' },
  gateways: { 'gw-1': 'online' as const },
}
const availability = (id: string) => (id === 'offline-1' ? ('offline' as const) : ('online' as const))
io.on('connection', (socket) => {
  socket.on('cushions', (ack) =>
    ack(
      wanted.map((id) => ({
        id,
        simulated: id !== 'offline-1',
        availability: availability(id),
        lastAt: iso(now()),
      })),
    ),
  )
  socket.on('join', ({ cushion: id }, ack) => {
    void socket.join(id)
    ack({
      cushion: id,
      availability: availability(id),
      info: info(id),
      state: state(id),
      tolerance: tolerance(id),
      live: live(id, id === 'offline-1' ? now() - 1_500_000 : now()),
      strip: id === 'offline-1' ? [] : strip(id),
      health,
      day: { zone: 'UTC', startHour: 4 },
    })
    socket.emit('event', {
      cushion: id,
      event: { v: 1, at: iso(now() - 141_000), kind: 'weight-shift', side: 'left', s: 20 },
    })
  })
  socket.on('leave', ({ cushion }) => void socket.leave(cushion))
  socket.on('command', ({ cushion, verb, args }, ack) => {
    const minutesAsked = Number(args.minutes ?? 0)
    if (verb === 'acknowledge') acknowledged.add(String(args.alertId))
    if (verb === 'snooze') snoozed.set(String(args.kind), now() + minutesAsked * 60_000)
    if (verb === 'quiet') quiet.set(cushion, now() + minutesAsked * 60_000)
    if (verb === 'calibrate') {
      baseline = args.action === 'baseline' ? 'running' : 'none'
      setTimeout(() => {
        if (baseline === 'running') baseline = 'done'
      }, 4000)
    }
    ack(
      verb === 'tare'
        ? {
            v: 1,
            id: 'x',
            ok: false,
            error: { code: 'occupied', message: 'Somebody sits on the cushion. Stand up and try again.' },
          }
        : { v: 1, id: 'x', ok: true },
    )
  })
  socket.on('tolerance', ({ cushion, tolerance: next }, ack) => {
    if ((next.boutMin ?? 0) > 300) {
      ack({
        problem: {
          type: 'about:blank',
          title: 'Not accepted',
          status: 422,
          detail: 'The limits were not taken over.',
          errors: [{ path: 'boutMin', message: 'The server allows at most 300 here.' }],
        },
      })
      return
    }
    tolerances.set(cushion, next)
    ack({ ok: true })
    io.to(cushion).emit('tolerance', { cushion, tolerance: next })
  })
})
setInterval(() => {
  for (const id of wanted)
    if (id !== 'offline-1') io.to(id).volatile.emit('live', { cushion: id, live: live(id, now()) })
}, 100)
setInterval(() => {
  for (const id of wanted) {
    if (id !== 'offline-1') io.to(id).emit('state', { cushion: id, state: state(id) })
    io.to(id).emit('info', { cushion: id, info: info(id) })
  }
}, 1000)
server.listen(port, '127.0.0.1', () =>
  console.log(`mock on http://127.0.0.1:${(server.address() as { port: number }).port}`),
)

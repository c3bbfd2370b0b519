/**
 * `npm run soak -- --days 30 [--speed 3600]` or `-- --real-minutes 60`
 *
 * `sitbone start` with a simulated sitter's office days, as fast as it goes, a page that watches all the time and pages that come
 * and go. Prints what the process holds (after a garbage collection) and how that grew by simulated week. Ends with
 * status 1 when something grows that should not.
 */

import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { io, type Socket } from 'socket.io-client'
import type { ClientToServer, ServerToClient } from '../../contract/sockets.ts'
import { dayMs } from '../../core/time/calendar.ts'
import { Part } from '../chaos/part.ts'
import { freePort } from '../services/free-port.ts'
import { waitFor } from '../services/wait-for.ts'
import { byStretch, describe, growthOf, readSample, type Sample } from './soak-figures.ts'

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '30' },
    speed: { type: 'string' },
    'real-minutes': { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const realMinutes = values['real-minutes'] === undefined ? null : Number(values['real-minutes'])
const speed = Number(values.speed ?? (realMinutes === null ? 3600 : 1))
const days = realMinutes === null ? Number(values.days) : (realMinutes * speed) / 1440
if (!(days > 0) || !(speed >= 1 && speed <= 3600)) {
  console.error('Usage: npm run soak -- --days 30 [--speed 3600], or npm run soak -- --real-minutes 60')
  process.exit(2)
}

const program = fileURLToPath(new URL('../../sitbone.ts', import.meta.url))
const figuresModule = fileURLToPath(new URL('process-figures.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'sitbone-soak-'))
const figuresFile = join(folder, 'figures.json')
const listen = `127.0.0.1:${await freePort()}`
const flags = ['--port', 'simulator', '--no-past', '--speed', String(speed), '--listen', listen]
const sitbone = new Part({
  name: 'sitbone',
  command: process.execPath,
  args: ['--expose-gc', '--import', figuresModule, program, 'start', ...flags, '--broker-listen', 'off'],
  env: {
    SITBONE_DATA: join(folder, 'data'),
    SITBONE_ZONE: 'Europe/Berlin',
    SITBONE_LOG_LEVEL: 'warn',
    SOAK_FIGURES: figuresFile,
  },
})

function openPage(): Socket<ServerToClient, ClientToServer> {
  const page: Socket<ServerToClient, ClientToServer> = io(`http://${listen}`, {
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: { origin: `http://${listen}` },
  })
  const ask = () => {
    page.emit('join', { cushion: 'desk-1' }, (answer) => {
      if ('problem' in answer && page.connected) setTimeout(ask, 500)
    })
  }
  page.on('connect', ask)
  return page
}

/** Simulated time as the pages see it. */
let nowMs = 0
let firstMs = 0
const writtenMs = () => statSync(figuresFile, { throwIfNoEntry: false })?.mtimeMs ?? 0

async function look(): Promise<Sample | null> {
  const { pid } = sitbone
  if (pid === undefined) return null
  const beforeMs = writtenMs()
  sitbone.signal('SIGUSR2')
  await waitFor(() => writtenMs() > beforeMs, { timeoutMs: 20_000, everyMs: 50, what: 'its figures' })
  const data = join(folder, 'data')
  return readSample({ pid, figuresFile, folder: data, day: (nowMs - firstMs) / dayMs, ageMs: sitbone.ageMs })
}

const ending = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => ending.abort())
const { signal } = ending
const samples: Sample[] = []
const beganMs = performance.now()
const plannedMs = (days * dayMs) / speed
const everyMs = Math.max(5000, Math.min(60_000, plannedMs * 0.02))
let hard = false
try {
  sitbone.start()
  const watcher = openPage()
  watcher.on('live', ({ live }) => {
    nowMs = live.atMs
    if (firstMs === 0) firstMs = nowMs
  })
  // It may take longer than planned; three times as long means that it does not keep up at all.
  const mostMs = Math.max(120_000, plannedMs * 3)
  while (!signal.aborted && nowMs - firstMs < days * dayMs && performance.now() - beganMs < mostMs) {
    await pause(everyMs, undefined, { signal }).catch(() => {})
    if (!sitbone.running) break
    const visitor = openPage()
    await pause(500)
    visitor.disconnect()
    await pause(500)
    const sample = firstMs === 0 ? null : await look()
    if (sample === null) continue
    samples.push(sample)
    if (values.json) console.log(JSON.stringify(sample))
    else if (samples.length % 5 === 1) console.log(describe(sample))
  }
  watcher.disconnect()
} finally {
  hard = (await sitbone.end('SIGTERM')).hard
  rmSync(folder, { recursive: true, force: true })
}

const { days: perStretch, medians } = byStretch(samples)
const minutes = ((performance.now() - beganMs) / 60_000).toFixed(1)
console.log(
  `\n${samples.at(-1)?.day ?? 0} simulated days at ${speed} times real time in ${minutes} real minutes, ${samples.length} looks. ` +
    `Medians by stretch of ${perStretch} days:`,
)
for (const one of medians) console.log(describe(one))
console.log('Grown from the second stretch to the last:')
const growth = growthOf(medians)
for (const { figure, grown, allowed } of growth)
  console.log(`  ${figure} ${grown}${grown > allowed ? `, more than the ${allowed} allowed` : ''}`)
const bySelf = sitbone.endedByItself > 0
if (bySelf || hard)
  console.log(`It ${bySelf ? 'ended by itself' : 'did not end on SIGTERM'}:\n${sitbone.log}`)
const fine = growth.length > 0 && growth.every(({ grown, allowed }) => grown <= allowed)
process.exit(fine && !bySelf && !hard ? 0 : 1)

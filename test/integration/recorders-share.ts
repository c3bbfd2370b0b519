/**
 * Two recorders that share the work of a small fleet: one a process that is killed in the middle, the other here. Gives what was
 * sent, what is in the store, and who stored it.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fsr8 } from '../../firmware-protocol/layout.ts'
import type { BrokerUnderTest } from '../../mqtt/broker/contract-suite.ts'
import type { PartRole } from '../../mqtt/broker/rights.ts'
import { connectMqtt } from '../../mqtt/client.ts'
import { silentLog } from '../../platform/log.ts'
import type { RecordTopics } from '../../recorder/record-share.ts'
import { createRecorder } from '../../recorder/recorder.ts'
import { loadScenario } from '../../simulator/body/scenario.ts'
import { openStore, parseStoreUrl } from '../../store/open-store.ts'
import type { Store } from '../../store/store.ts'
import { createFleet, type FleetFigures } from '../../tools/fleet/fleet.ts'
import { startInfluxd } from '../services/influxd.ts'
import { runSitbone } from '../services/sitbone.ts'
import { waitFor } from '../services/wait-for.ts'

interface SharedRecording {
  readonly sent: FleetFigures
  readonly stored: number
  /** Of the recorder that died, and of the one that stayed, until then. */
  readonly shares: readonly [number, number]
}

const cushions = 12
/** Enough to see that both work, whatever they did before they had heard of each other. */
const enough = 200

export async function recordTogether(
  broker: BrokerUnderTest,
  recordTopics: RecordTopics,
): Promise<SharedRecording> {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-shared-'))
  const influxd = await startInfluxd()
  const url = `influx://127.0.0.1:${influxd.port}/sitbone`
  const store = await openStore(parseStoreUrl(url, { folder, password: null, retentionDays: 400 }), silentLog)
  const connect = (role: PartRole, node: number) => {
    const addresses = broker.urls.map((each) => ({
      url: each,
      username: role,
      password: broker.passwordOf(role),
    }))
    const [first = { url: '' }, ...others] = [...addresses.slice(node), ...addresses.slice(0, node)]
    return { ...first, others, log: silentLog }
  }
  const mqtt = connectMqtt(connect('recorder', broker.urls.length - 1))
  const stays = createRecorder({
    mqtt,
    store,
    base: 'sitbone',
    id: 'recorder-that-stays',
    recordTopics,
    setAsideFolder: folder,
    log: silentLog,
  })
  const dies = runSitbone(['recorder', '--data', join(folder, 'dies'), '--store', url], {
    env: {
      SITBONE_BROKER: broker.urls.join(','),
      SITBONE_BROKER_USER: 'recorder',
      SITBONE_BROKER_PASSWORD: broker.passwordOf('recorder'),
      SITBONE_RECORD_TOPICS: [recordTopics].flat().join(','),
    },
  })
  const ending = new AbortController()
  try {
    await store.start()
    await stays.start()
    await mqtt.start()
    await waitFor(() => dies.said().includes('Connected to the MQTT broker'), {
      timeoutMs: 30_000,
      what: dies.said,
    })
    let told: FleetFigures | null = null
    const fleet = createFleet({
      cushions,
      perConnection: 4,
      rateHz: 10,
      base: 'sitbone',
      scenario: await loadScenario('office-day'),
      layout: fsr8,
      zone: 'UTC',
      dayStartHour: 4,
      plan: { seed: 1, stayS: 1e6, awayS: 1, betweenOutagesS: 1e6, outageS: 1, joinWithinS: 0.5 },
      connect: (_gateway, { topic }) =>
        connectMqtt({
          ...connect('gateway', 0),
          will: { topic, payload: 'offline', qos: 1, retain: true },
          onlinePayload: 'online',
        }),
      report: (figures) => {
        told = figures
      },
    })
    const running = fleet.run(ending.signal)
    const shares = (): [number, number] => {
      const { storedReadings } = stays.health()
      return [(told?.recorded ?? 0) - storedReadings, storedReadings]
    }
    await waitFor(() => Math.min(...shares()) >= enough, {
      timeoutMs: 30_000,
      what: () => `both recorders to take part (${shares().join(', ')})\n${dies.said()}`,
    })
    const before = shares()
    await dies.kill()
    await waitFor(() => shares()[1] >= before[1] + 2 * enough, {
      timeoutMs: 30_000,
      what: 'the other to go on',
    })
    ending.abort()
    return { sent: await running, stored: await readingsIn(store), shares: before }
  } finally {
    ending.abort()
    await dies.kill()
    await stays.stop()
    await mqtt.stop()
    await store.stop()
    await influxd.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function readingsIn(store: Store): Promise<number> {
  let count = 0
  for (const { cushion } of await store.cushions())
    for await (const some of store.frames({ cushion, fromMs: 0, toMs: Date.now() + 60_000 }))
      count += some.length
  return count
}

/**
 * A simulator in a separate process, a gateway that reads it over TCP, a dashboard, and a real Mosquitto with passwords: the
 * simulator accepts controls and publishes true values, like one inside a gateway.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mqtt from 'mqtt'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SimulatorTruth, simulatorTruthSchema } from '../../contract/simulator-console.ts'
import { topics } from '../../contract/topics.ts'
import { decodeBoardLine } from '../../firmware-protocol/index.ts'
import { freePort } from '../services/free-port.ts'
import { type Mosquitto, startMosquitto } from '../services/mosquitto.ts'
import { type Running, runSitbone } from '../services/sitbone.ts'
import { waitFor } from '../services/wait-for.ts'

const topic = topics('sitbone')
const cushion = 'far-desk'
/** The minimum rights of each: other messages from a simulator would be dropped. */
const acl = [
  'user simulator',
  'topic read sitbone/simulator/+/set',
  'topic write sitbone/simulator/+/lines',
  'topic write sitbone/simulator/+/truth',
  'user sitbone',
  'topic readwrite sitbone/#',
]
let folder: string
let broker: Mosquitto
const running: Running[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-simulator-process-'))
  broker = await startMosquitto({ users: { simulator: 'of-simulator', sitbone: 'of-sitbone' }, acl })
})
afterAll(async () => {
  await Promise.all(running.map((one) => one.stop()))
  await broker?.stop()
  rmSync(folder, { recursive: true, force: true })
})

function run(user: string, ...args: string[]): Running {
  const env = { SITBONE_BROKER_USER: user, SITBONE_BROKER_PASSWORD: `of-${user}` }
  const where = ['--broker', broker.url, '--cushion', cushion]
  const one = runSitbone([...args, ...(args[0] === 'dashboard' ? where.slice(0, 2) : where)], {
    cwd: folder,
    env,
  })
  running.push(one)
  return one
}

/** Reads from a port until the bytes contain the given text. */
const heardOn = (port: number, wanted: string) =>
  new Promise<string>((resolve, reject) => {
    let heard = ''
    const socket = connect(port, '127.0.0.1')
    socket.on('error', reject).on('data', (bytes: Buffer) => {
      heard += bytes.toString('latin1')
      if (!heard.includes(wanted)) return
      socket.destroy()
      resolve(heard)
    })
  })

test('serves its cushion while the broker is away, and is steered, watched and recorded once it is there', async () => {
  await broker.kill()
  const simulator = run('simulator', 'simulator', '--tcp', '127.0.0.1:0', '--scenario', 'long-sit')
  const port = await waitFor(
    () => Number(/answers at tcp:\/\/127\.0\.0\.1:(\d+)/.exec(simulator.said())?.[1]),
    {
      timeoutMs: 20_000,
      what: simulator.said,
    },
  )
  expect(await heardOn(port, '\n$F,1,')).toContain(`id=${cushion}`)
  await broker.restart()

  const url = `http://127.0.0.1:${await freePort()}`
  const listen = ['--listen', url.slice('http://'.length), '--data', join(folder, 'dashboard')]
  const dashboard = run('sitbone', 'dashboard', ...listen)
  const gateway = run(
    'sitbone',
    'gateway',
    '--port',
    `tcp://127.0.0.1:${port}`,
    '--data',
    join(folder, 'gateway'),
  )
  const said = () => [simulator, gateway, dashboard].map((one) => one.said()).join('\n')
  const eye = await mqtt.connectAsync(broker.url, { username: 'sitbone', password: 'of-sitbone' })
  const last = new Map<string, string>()
  eye.on('message', (name, payload) => last.set(name, payload.toString()))
  const told = [
    topic.simulatorTruth(cushion),
    topic.cushion(cushion, 'live'),
    topic.cushion(cushion, 'availability'),
  ]
  await eye.subscribeAsync(told)
  const truth = (): SimulatorTruth | null => {
    const text = last.get(topic.simulatorTruth(cushion))
    return text === undefined ? null : simulatorTruthSchema.parse(JSON.parse(text))
  }
  const available = (is: string) =>
    waitFor(() => last.get(topic.cushion(cushion, 'availability')) === is, { timeoutMs: 20_000, what: said })
  await waitFor(() => last.has(topic.cushion(cushion, 'live')), { timeoutMs: 20_000, what: said })
  expect(truth()).toBe(null)

  const tell = async (control: object) => {
    const answer = await fetch(`${url}/api/v1/simulator/${cushion}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify(control),
    })
    return answer.status
  }
  await waitFor(async () => (await tell({ record: true })) === 202, { timeoutMs: 20_000, what: said })
  await tell({ seat: 'sit', posture: 'lean-left', wire: { cut: { share: 0.5 } } })
  const leaning = await waitFor(
    () => {
      const is = truth()
      return is?.posture === 'lean-left' && is.leftKpa > 2 * is.rightKpa && is
    },
    { timeoutMs: 15_000, what: () => `a lean in ${JSON.stringify(truth())}; ${said()}` },
  )
  expect(leaning).toMatchObject({
    occupied: true,
    bench: { board: 'virtual', wire: { cut: { share: 0.5 } } },
  })

  const recorded = async () => {
    const answer = await fetch(`${url}/api/v1/simulator/${cushion}/recording`)
    const texts = (await answer.text()).trimEnd().split('\n')
    return texts.map((text): { line: string } => JSON.parse(text)).map(({ line }) => decodeBoardLine(line).ok)
  }
  await waitFor(async () => (await recorded()).includes(true) && (await recorded()).includes(false), {
    timeoutMs: 15_000,
    what: said,
  })

  // The cable: the gateway loses its cushion, and finds it again.
  await available('online')
  await tell({ plugged: false })
  await available('offline')
  await tell({ heal: true })
  await available('online')
  await waitFor(() => JSON.stringify(truth()?.bench.wire) === '{}')
  await eye.endAsync(true)
})

/** `sitbone doctor`: looks at each thing Sitbone needs and says, one line each, what is well and what to do. */
import { statfsSync } from 'node:fs'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { listPorts } from '../gateway/link/sources/auto-source.ts'
import { silentLog } from '../platform/log.ts'
import { cushionSettings } from '../settings/cushion-settings.ts'
import { ensureFolder } from '../settings/data-folder.ts'
import { describeSettings } from '../settings/settings.ts'
import type { CommandContext } from './context.ts'
import { hostAndPort, makeMqtt, makeStore } from './roles.ts'

type Finding = { readonly ok: boolean; readonly text: string }
const patienceMs = 4000

export async function runDoctor(context: CommandContext): Promise<number> {
  const { values, settings } = context
  const checks: readonly [string, () => Promise<Finding> | Finding][] = [
    ['Node.js', checkNode],
    ['Settings', () => ({ ok: true, text: `\n    ${describeSettings(settings).join('\n    ')}` })],
    [
      'Cushions',
      () => ({
        ok: true,
        text: cushionSettings(values)
          .map((each) => `${each.id} on ${each.port}`)
          .join(', '),
      }),
    ],
    ['Data folder', () => checkFolder(values.data)],
    ['Serial ports', checkPorts],
    ['Dashboard', () => checkListen('--listen', values.listen)],
    [
      'Broker',
      () => (values.broker === null ? checkEmbedded(values['broker-listen']) : checkBroker(context)),
    ],
    ['Store', () => checkStore(context)],
  ]
  let faults = 0
  for (const [name, check] of checks) {
    let finding: Finding
    try {
      finding = await check()
    } catch (error) {
      finding = { ok: false, text: error instanceof Error ? error.message : String(error) }
    }
    if (!finding.ok) faults++
    process.stdout.write(`${finding.ok ? 'ok   ' : 'CHECK'} ${name}: ${finding.text}\n`)
  }
  process.stdout.write(faults === 0 ? 'Everything is fine.\n' : `${faults} to fix, see above.\n`)
  return faults === 0 ? 0 : 1
}

function checkNode(): Finding {
  const major = Number(process.versions.node.split('.')[0])
  return {
    ok: major >= 24,
    text: `${process.versions.node}${major >= 24 ? '' : ', but 24 or newer is needed: npm ci installs it'}`,
  }
}

function checkFolder(folder: string): Finding {
  ensureFolder(folder)
  const { bavail, bsize } = statfsSync(folder)
  const freeMb = Math.floor((bavail * bsize) / 1_000_000)
  return {
    ok: freeMb > 500,
    text: `${resolve(folder)}, ${freeMb} MB free${freeMb > 500 ? '' : ': free some space, a year of sitting takes about 400 MB'}`,
  }
}

async function checkPorts(): Promise<Finding> {
  const ports = await listPorts()
  return {
    ok: true,
    text: ports.length === 0 ? 'none; the simulator needs none' : ports.map((port) => port.path).join(', '),
  }
}

function checkEmbedded(listen: string): Promise<Finding> | Finding {
  return listen === 'off'
    ? { ok: true, text: 'embedded, inside the program only' }
    : checkListen('--broker-listen', listen)
}

function checkListen(flag: string, address: string): Promise<Finding> {
  const { host, port } = hostAndPort(flag, address)
  return new Promise((done) => {
    const server = createServer()
    server.once('error', (error) =>
      done({
        ok: false,
        text: `${address} cannot be used (${error.message}). If Sitbone is already running, this is expected; otherwise choose another with ${flag}.`,
      }),
    )
    server.listen(port, host, () => server.close(() => done({ ok: true, text: `${address} is free` })))
  })
}

async function checkBroker({ values }: CommandContext): Promise<Finding> {
  const mqtt = makeMqtt(values, silentLog, { embedded: null, role: 'read', name: `doctor-${process.pid}` })
  const finding = new Promise<Finding>((done) => {
    let last = `no answer within ${patienceMs / 1000} s`
    mqtt.onConnection((connected, detail) => {
      last = detail
      if (connected) done({ ok: true, text: detail })
    })
    setTimeout(() => done({ ok: false, text: last }), patienceMs)
  })
  await mqtt.start()
  try {
    return await finding
  } finally {
    await mqtt.stop()
  }
}

async function checkStore({ values }: CommandContext): Promise<Finding> {
  const store = makeStore(values, values.data, silentLog)
  await store.start()
  try {
    const cushions = await store.cushions()
    const names = cushions.map((each) => `${each.cushion}${each.simulated ? ' (simulated)' : ''}`)
    return { ok: true, text: `${store.name}, ${names.length === 0 ? 'empty' : names.join(', ')}` }
  } finally {
    await store.stop()
  }
}

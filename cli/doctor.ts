/** `sitbone doctor`: checks each thing Sitbone needs; one line each says whether it is fine or what to do. */
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { checkBind, reachInWords } from '../dashboard/server/http/bind.ts'
import { described } from '../gateway/link/sources/auto-words.ts'
import { holderText, portHolders } from '../gateway/link/sources/port-holders.ts'
import { listPorts } from '../gateway/link/sources/port-list.ts'
import { describeFree, freeBytesOf, lowBytes } from '../platform/free-space.ts'
import { silentLog } from '../platform/log.ts'
import { cushionSettings } from '../settings/cushion-settings.ts'
import { ensureFolder } from '../settings/data-folder.ts'
import { describeSettings } from '../settings/describe-settings.ts'
import { gatewayIdOf } from '../settings/gateway-id.ts'
import type { CommandContext } from './context.ts'
import { mergedFaults } from './data/merged-faults.ts'
import { hasAccounts } from './roles/accounts-files.ts'
import { containerReason, hostAndPort } from './roles/host-and-port.ts'
import { makeMqtt, makeTls } from './roles/mqtt-parts.ts'
import { recordTopicsOf } from './roles/record-topics.ts'
import { makeStore } from './roles/store.ts'
import { type TriedRole, triedRoles, tryTopicRights } from './topic-rights.ts'

type Finding = { readonly ok: boolean; readonly text: string }

export async function runDoctor(context: CommandContext): Promise<number> {
  const { values, settings, log } = context
  const gateway = gatewayIdOf(settings, (sentence) => log.warn({}, sentence))
  const withGateway = { ...settings, values: { ...values, gateway } }
  const checks: readonly [string, () => Promise<Finding> | Finding][] = [
    ['Node.js', checkNode],
    ['Settings', () => ({ ok: true, text: `\n    ${describeSettings(withGateway).join('\n    ')}` })],
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
    ['Access', () => checkAccess(context)],
    [
      'Broker',
      () => (values.broker === null ? checkEmbedded(values['broker-listen']) : checkBroker(context, gateway)),
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
  const freeBytes = freeBytesOf(folder)
  const free = `${resolve(folder)}, ${describeFree({ freeBytes, daysLeft: null })}`
  if (freeBytes >= lowBytes) return { ok: true, text: free }
  return { ok: false, text: `${free}: free some space, a year of sitting takes about 400 MB` }
}

/** Opens none of them: that would restart what is behind it. */
async function checkPorts(): Promise<Finding> {
  const ports = await listPorts()
  const held = await portHolders(ports.map(({ path }) => path))
  const texts = ports.map((port) => {
    const by = held.get(port.path)
    return `${described(port)}${by === undefined ? '' : `, in use by ${holderText(by)}`}`
  })
  return { ok: true, text: texts.length === 0 ? 'none; the simulator needs none' : texts.join('; ') }
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

/** Whether the dashboard would listen there, who reaches it then, and until when its certificate is valid. */
async function checkAccess({ values }: CommandContext): Promise<Finding> {
  const listen = hostAndPort('--listen', values.listen)
  const tls = makeTls(values, silentLog)
  const reach = {
    declared: containerReason(values),
    accounts: await hasAccounts(values),
    protection: tls !== null ? 'tls' : values.proxy !== null ? 'proxy' : null,
  } as const
  checkBind(listen, reach)
  const until = tls === null ? '' : ` The certificate is valid until ${tls.validUntil.toISOString()}.`
  return {
    ok: tls === null || tls.validUntil.getTime() > Date.now(),
    text: `${reachInWords(listen, reach)}${until}`,
  }
}

/** The roles whose topics are tried: all, or the one that the user of the broker is named after. */
function rolesToTry(user: string | null): readonly TriedRole[] {
  const one = triedRoles.filter((role) => role === user)
  return one.length > 0 ? one : triedRoles
}

async function checkBroker({ values }: CommandContext, gatewayId: string): Promise<Finding> {
  const roles = rolesToTry(values['broker-user'])
  const { tried, faults } = await tryTopicRights({
    base: values.base,
    gatewayId,
    cushions: cushionSettings(values).map(({ id }) => id),
    roles,
    recordTopics: recordTopicsOf(values),
    link: (role) =>
      makeMqtt(values, silentLog, { embedded: null, role, name: `doctor-${process.pid}`, echoWaitMs: 2000 }),
  })
  const who = roles.join(', ')
  if (faults.length === 0)
    return { ok: true, text: `connected; all ${tried} topics of ${who} can be written and read` }
  const lines = mergedFaults(faults, values.base).flatMap((fault) => fault.split('\n'))
  return { ok: false, text: `connected, but not every topic works:\n    ${lines.join('\n    ')}` }
}

async function checkStore({ values }: CommandContext): Promise<Finding> {
  const store = await makeStore(values, values.data, silentLog)
  await store.start()
  try {
    const cushions = await store.cushions()
    const names = cushions.map((each) => `${each.cushion}${each.simulated ? ' (simulated)' : ''}`)
    return { ok: true, text: `${store.name}, ${names.length === 0 ? 'empty' : names.join(', ')}` }
  } finally {
    await store.stop()
  }
}

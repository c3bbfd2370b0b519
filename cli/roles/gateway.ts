/** The role gateway: from the cushion to MQTT. */
import { join } from 'node:path'
import type { Tolerance } from '../../core/model/schemas/tolerance.ts'
import { createGateway, type Gateway } from '../../gateway/gateway.ts'
import type { Source } from '../../gateway/link/sources/source.ts'
import { createOutbox, type Outbox } from '../../gateway/outbox/outbox.ts'
import type { Broker } from '../../mqtt/broker/broker.ts'
import type { MqttLink } from '../../mqtt/mqtt-link.ts'
import { DiskWatch } from '../../platform/free-space.ts'
import { type Part, runUntilSignal } from '../../platform/lifecycle.ts'
import type { Log } from '../../platform/log.ts'
import { type CushionSetting, cushionSettings } from '../../settings/cushion-settings.ts'
import { gatewayIdOf } from '../../settings/gateway-id.ts'
import { isSimulatedPort } from '../../settings/port-kinds.ts'
import type { Settings } from '../../settings/settings.ts'
import { outboxName } from '../../tools/backup/own-files.ts'
import type { SimulatedCushion, SimulatedPerson } from '../../tools/simulated-cushion/simulated-cushion.ts'
import type { CommandContext } from '../context.ts'
import { dataFolder, forgetLastReplay, makeSource } from './cushion-ports.ts'
import { openDataFolder } from './data-folder.ts'
import { atOwnBroker, makeGatewayMqtt } from './mqtt-parts.ts'

export const makeOutbox = (values: Settings, folder: string, log: Log): Outbox =>
  createOutbox({
    file: join(folder, outboxName),
    limits: { bytes: values['outbox-mb'] * 1_000_000, days: values['outbox-days'] },
    log,
  })

export function makeGateway(
  values: Settings,
  log: Log,
  options: {
    outbox: Outbox
    mqtt: MqttLink
    cushions: readonly GatewayCushion[]
    embedded: Broker | null
  },
): Gateway {
  return createGateway({
    gatewayId: values.gateway,
    base: values.base,
    mqtt: options.mqtt,
    outbox: options.outbox,
    cushions: options.cushions,
    day: { zone: values.zone, startHour: values['day-start'] },
    log,
    ...(atOwnBroker(values, options.embedded) ? { listenMs: 0 } : {}),
  })
}

type GatewayCushion = Omit<CushionSetting, 'port' | 'lines'> & { source: Source; tolerance?: Tolerance }

interface OpenedBy {
  readonly log: Log
  /** Who sits on simulated cushions, by cushion; the others have the sitter of the settings. */
  readonly people?: ReadonlyMap<string, SimulatedPerson>
}

/** The cushions of the settings with their sources. The simulator is loaded only for a simulated cushion. */
export async function openCushions(
  values: Settings,
  settings: readonly CushionSetting[],
  { log, people }: OpenedBy,
): Promise<{ cushions: GatewayCushion[]; simulated: SimulatedCushion[] }> {
  const simulated: SimulatedCushion[] = []
  const cushions: GatewayCushion[] = []
  for (const setting of settings) {
    if (!isSimulatedPort(setting.port)) {
      cushions.push({ ...setting, source: makeSource(values, setting, log) })
      continue
    }
    const { makeSimulatedCushion } = await import('../../tools/simulated-cushion/simulated-cushion.ts')
    const made = await makeSimulatedCushion(values, setting, people?.get(setting.id))
    simulated.push(made)
    cushions.push(made.cushion)
  }
  return { cushions, simulated }
}

/** The simulator consoles of the simulated cushions. */
export async function makeConsoles(
  values: Settings,
  simulated: readonly SimulatedCushion[],
  context: { mqtt: MqttLink; log: Log },
): Promise<Part[]> {
  if (simulated.length === 0) return []
  const { makeConsole } = await import('../../tools/simulated-cushion/simulator-console.ts')
  return simulated.map((each) => makeConsole(values, each, context))
}

export async function runGateway({ settings: resolved, log }: CommandContext): Promise<number> {
  const settings = cushionSettings(resolved.values)
  const folder = dataFolder(resolved.values, settings)
  const locks = openDataFolder({ root: resolved.values.data, folder, roles: ['gateway'], log })
  // Not before: a folder that a newer Sitbone wrote stays as it is.
  const values = { ...resolved.values, gateway: gatewayIdOf(resolved, (sentence) => log.warn({}, sentence)) }
  forgetLastReplay(folder, settings)
  const mqtt = makeGatewayMqtt(values, log, null)
  const { cushions, simulated } = await openCushions(values, settings, { log })
  return runUntilSignal(
    [
      ...locks,
      new DiskWatch({ folder, log }),
      mqtt,
      makeGateway(values, log, {
        outbox: makeOutbox(values, folder, log),
        mqtt,
        cushions,
        embedded: null,
      }),
      ...(await makeConsoles(values, simulated, { mqtt, log })),
    ],
    log,
  )
}

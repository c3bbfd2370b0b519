/** One role alone: gateway, recorder or dashboard, meeting the others only through MQTT and the store. */

import { LastNet } from '../platform/last-net.ts'
import { type Part, runUntilSignal } from '../platform/lifecycle.ts'
import { cushionSettings } from '../settings/cushion-settings.ts'
import { ensureFolder } from '../settings/data-folder.ts'
import { isSimulatedPort } from '../settings/port-kinds.ts'
import { makeSimulatedCushion } from '../tools/simulated-cushion/simulated-cushion.ts'
import { makeConsole } from '../tools/simulated-cushion/simulator-console.ts'
import type { CommandContext } from './context.ts'
import { makeDiaries } from './diary.ts'
import {
  dataFolder,
  forgetLastReplay,
  makeDashboard,
  makeDashboardMqtt,
  makeGateway,
  makeGatewayMqtt,
  makeMqtt,
  makeOutbox,
  makeRecorder,
  makeSource,
  makeStore,
  patiently,
} from './roles.ts'

export async function runGateway({ values, log }: CommandContext): Promise<number> {
  const settings = cushionSettings(values)
  const folder = dataFolder(values, settings)
  ensureFolder(folder)
  forgetLastReplay(folder, settings)
  const mqtt = makeGatewayMqtt(values, log, null)
  const consoles: Part[] = []
  const cushions = await Promise.all(
    settings.map(async (setting) => {
      if (!isSimulatedPort(setting.port)) return { ...setting, source: makeSource(values, setting, log) }
      const simulated = await makeSimulatedCushion(values, setting)
      consoles.push(makeConsole(values, simulated, { mqtt, log }))
      return simulated.cushion
    }),
  )
  return runUntilSignal(
    [
      mqtt,
      makeGateway(values, log, { outbox: makeOutbox(values, folder, log), mqtt, cushions }),
      ...consoles,
    ],
    log,
  )
}

export async function runRecorder({ values, log }: CommandContext): Promise<number> {
  ensureFolder(values.data)
  const store = makeStore(values, values.data, log)
  const mqtt = makeMqtt(values, log, { embedded: null, role: 'recorder' })
  const recorder = makeRecorder(values, log, { mqtt, store, folder: values.data })
  return runUntilSignal([patiently(store, log), mqtt, recorder], log)
}

export async function runDashboard({ values, log }: CommandContext): Promise<number> {
  if (values.store === 'sqlite') ensureFolder(values.data)
  const store = makeStore(values, values.data, log)
  const mqtt = makeDashboardMqtt(values, log, null)
  const diary = makeDiaries(values.data, values.data, log)
  const net = new LastNet(log)
  const dashboard = makeDashboard(values, log, { mqtt, store, diary, net })
  return runUntilSignal([patiently(store, log), dashboard, mqtt], log, net)
}

/** The role recorder: from MQTT into the store. */
import type { MqttLink } from '../../mqtt/mqtt-link.ts'
import { DiskWatch } from '../../platform/free-space.ts'
import { runUntilSignal } from '../../platform/lifecycle.ts'
import type { Log } from '../../platform/log.ts'
import { createRecorder, type Recorder } from '../../recorder/recorder.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Store } from '../../store/store.ts'
import type { CommandContext } from '../context.ts'
import { openDataFolder } from './data-folder.ts'
import { makeRecorderMqtt, recorderIdOf } from './mqtt-parts.ts'
import { recordTopicsOf } from './record-topics.ts'
import { makeStore, patiently } from './store.ts'

export const makeRecorder = (
  values: Settings,
  log: Log,
  options: { mqtt: MqttLink; store: Store; folder: string },
): Recorder =>
  createRecorder({
    mqtt: options.mqtt,
    store: options.store,
    base: values.base,
    id: recorderIdOf(values, log),
    recordTopics: recordTopicsOf(values),
    setAsideFolder: options.folder,
    log,
  })

export async function runRecorder({ values, log }: CommandContext): Promise<number> {
  const locks = openDataFolder({ root: values.data, folder: values.data, roles: ['recorder'], log })
  const store = await makeStore(values, values.data, log)
  const mqtt = makeRecorderMqtt(values, log, null)
  const recorder = makeRecorder(values, log, { mqtt, store, folder: values.data })
  return runUntilSignal(
    [...locks, new DiskWatch({ folder: values.data, log }), patiently(store, log), mqtt, recorder],
    log,
  )
}

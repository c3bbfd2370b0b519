/** The role dashboard: the page and its API. */
import { fileURLToPath } from 'node:url'
import type { CohortProgress } from '../../contract/sitters.ts'
import type { Diaries } from '../../dashboard/server/diary/diaries.ts'
import { createDashboard, type Dashboard } from '../../dashboard/server/server.ts'
import type { MqttLink } from '../../mqtt/mqtt-link.ts'
import { DiskWatch } from '../../platform/free-space.ts'
import { LastNet } from '../../platform/last-net.ts'
import { runUntilSignal } from '../../platform/lifecycle.ts'
import type { Log } from '../../platform/log.ts'
import type { TlsFiles } from '../../platform/tls-files.ts'
import type { Recorder } from '../../recorder/recorder.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Store } from '../../store/store.ts'
import { backupOfServer } from '../../tools/backup/backup-of-server.ts'
import type { CommandContext } from '../context.ts'
import { accountsFiles } from './accounts-files.ts'
import { openDataFolder } from './data-folder.ts'
import { makeDiaries } from './diary.ts'
import { containerReason, hostAndPort } from './host-and-port.ts'
import { keptElsewhere } from './kept-elsewhere.ts'
import { makeDashboardMqtt, makeTls } from './mqtt-parts.ts'
import { makeStore, patiently } from './store.ts'

const webRoot = fileURLToPath(new URL('../../dashboard/web/dist', import.meta.url))

export function makeDashboard(
  values: Settings,
  log: Log,
  options: {
    mqtt: MqttLink
    store: Store
    diary: Diaries
    net: LastNet
    otherLinks?: readonly MqttLink[]
    disk: DiskWatch
    tls: TlsFiles | null
    /** Where it runs in this program. */
    recorder?: Recorder
    /** How far a simulated cohort is. */
    cohort?: () => CohortProgress
  },
): Dashboard {
  return createDashboard({
    listen: hostAndPort('--listen', values.listen),
    publicHosts: values['public-host'] ?? [],
    publicPath: values['public-path'] ?? '',
    proxies: values.proxy ?? [],
    tls: options.tls,
    mqtt: options.mqtt,
    otherLinks: options.otherLinks ?? [],
    store: options.store,
    diary: options.diary,
    accounts: accountsFiles(values),
    mail: values.smtp === null ? null : { ...values.smtp, password: values['smtp-password'] },
    makeBackup: async (nowMs) => {
      const made = await backupOfServer(values.data, nowMs)
      return 'refused' in made ? made : { ...made, elsewhere: keptElsewhere(values) }
    },
    registry: options.net.registry,
    troubles: () => ({
      faultsSurvived: options.net.caught,
      setAsideBatches: options.recorder?.health().setAsideBatches ?? 0,
    }),
    disk: options.disk,
    ...(options.cohort === undefined ? {} : { cohort: options.cohort }),
    base: values.base,
    day: { zone: values.zone, startHour: values['day-start'] },
    webRoot,
    allowNonLoopback: containerReason(values),
    log,
  })
}

export async function runDashboard({ values, log }: CommandContext): Promise<number> {
  if (values.store === 'sqlite') openDataFolder({ root: values.data, folder: values.data, roles: [], log })
  const store = await makeStore(values, values.data, log)
  const mqtt = makeDashboardMqtt(values, log, null)
  const diary = makeDiaries(values, values.data, log)
  const net = new LastNet(log)
  const disk = new DiskWatch({ folder: values.data, log })
  const dashboard = makeDashboard(values, log, { mqtt, store, diary, net, disk, tls: makeTls(values, log) })
  return runUntilSignal([disk, patiently(store, log), dashboard, mqtt], log, net)
}

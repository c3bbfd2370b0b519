/** What a `--port` setting means: the source to open, and the data folder that its readings belong in. */
import { basename, join } from 'node:path'
import { autoSource } from '../../gateway/link/sources/auto-source.ts'
import { replaySource } from '../../gateway/link/sources/replay-source.ts'
import { serialSource } from '../../gateway/link/sources/serial-source.ts'
import type { Source } from '../../gateway/link/sources/source.ts'
import { tcpSource } from '../../gateway/link/sources/tcp-source.ts'
import { removeFile } from '../../platform/files/private-files.ts'
import { type Log, silentLog } from '../../platform/log.ts'
import { sideFiles } from '../../platform/sqlite/side-files.ts'
import type { CushionSetting } from '../../settings/cushion-settings.ts'
import { lastPort } from '../../settings/last-ports.ts'
import { autoPatterns, isSimulatedPort } from '../../settings/port-kinds.ts'
import { recordingSettings } from '../../settings/recording-settings.ts'
import { type Settings, SettingsError } from '../../settings/settings.ts'
import { outboxName } from '../../tools/backup/own-files.ts'
import { hostAndPort } from './host-and-port.ts'

const isReplay = (port: string): boolean => port.startsWith('replay:')

/** For people. */
export const describePort = (port: string): string =>
  isReplay(port) ? `the recording ${port.slice('replay:'.length)}, marked as simulated,` : port

/**
 * The data folder of this run. Simulated data and each replayed recording have separate folders, so neither mixes with a real
 * cushion's data.
 */
export function dataFolder(values: Settings, cushions: readonly CushionSetting[]): string {
  if (cushions.every(({ port }) => isSimulatedPort(port))) return join(values.data, 'simulated')
  const replay = cushions.find(({ port }) => isReplay(port))
  if (replay === undefined) return values.data
  if (!cushions.every(({ port }) => isReplay(port)))
    throw new SettingsError(
      'A replay cannot run beside a cushion, because their readings would be mixed. Run it separately, with another --data and --listen.',
    )
  if (values.store !== 'sqlite')
    throw new SettingsError(
      '--store: a replay keeps its readings in the embedded store, apart from those of real cushions. Leave --store out.',
    )
  const name = basename(replay.port.slice('replay:'.length)).replaceAll(/[^A-Za-z0-9._-]/g, '_')
  return join(values.data, 'replay', name)
}

/**
 * A replay starts from scratch: the gateway forgets the last one (position, load, bouts). The store keeps its readings;
 * identical ones overwrite themselves.
 */
export function forgetLastReplay(folder: string, cushions: readonly CushionSetting[]): void {
  if (!cushions.some(({ port }) => isReplay(port))) return
  for (const end of ['', ...sideFiles]) removeFile(join(folder, `${outboxName}${end}`))
}

/** Everything but the simulator, which the composition root provides. @throws SettingsError */
export function makeSource(values: Settings, setting: CushionSetting, log: Log = silentLog): Source {
  const { id, port, layout, lines } = setting
  if (isReplay(port)) {
    const file = port.slice('replay:'.length)
    if (file === '') throw new SettingsError('--port replay: expected a file behind it, replay:<file>.')
    return replaySource({
      ...recordingSettings(values, { file, cells: layout.cells.length }),
      speed: values.speed,
      assumed: (text) => log.warn({ recording: file }, `Assumed about the recording: ${text}.`),
    })
  }
  const patterns = autoPatterns(port)
  if (patterns !== null)
    return autoSource({
      patterns,
      last: lastPort(values.data, id),
      log: (message) => log.info({ cushion: id }, message),
      sourceOf: (path) => serialSource(path, { lines }),
    })
  if (port.startsWith('tcp://')) {
    const { host, port: number } = hostAndPort('--port', port.slice('tcp://'.length).replace(/\/$/, ''))
    return tcpSource(host, number)
  }
  if (/^[a-z]+:/.test(port) && !/^COM\d+$/i.test(port))
    throw new SettingsError(
      `--port ${port}: expected simulator, auto, auto:<name with *>, a device path, tcp://host:port, replay:<file> or avr:<hex file>.`,
    )
  return serialSource(port, { lines })
}

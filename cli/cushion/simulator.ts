/**
 * `sitbone simulator`: serves the virtual board, or an emulated one with `--board avr`, on TCP or a pseudo-terminal, for any
 * host that speaks the protocol. With `--broker` its console listens there, like that of a simulator inside a gateway.
 */
import { writeFileSync } from 'node:fs'
import { type Part, runUntilSignal } from '../../platform/lifecycle.ts'
import { loadLayout } from '../../settings/cushion-files.ts'
import { isAvrPort } from '../../settings/port-kinds.ts'
import { SettingsError } from '../../settings/settings.ts'
import { serveTcp } from '../../simulator/board/tcp.ts'
import { servePtyPlug } from '../../simulator/fault-box/pty-plug.ts'
import { createVirtualBoard, FaultBox, loadScenario } from '../../simulator/index.ts'
import { makeAvrBoard } from '../../tools/simulated-cushion/avr-board.ts'
import { fittingCalibration } from '../../tools/simulated-cushion/simulated-cushion.ts'
import { makeConsole } from '../../tools/simulated-cushion/simulator-console.ts'
import type { CommandContext } from '../context.ts'
import { hostAndPort } from '../roles/host-and-port.ts'
import { makeMqtt } from '../roles/mqtt-parts.ts'

export async function runSimulator(context: CommandContext): Promise<number> {
  const { values, options, log } = context
  if (options.fleet !== undefined) return (await import('./fleet-command.ts')).runFleet(context)
  const layout = loadLayout(values.layout)
  if (typeof options.writeCalibration === 'string') {
    const calibration = fittingCalibration(values, { layout })
    writeFileSync(options.writeCalibration, `${JSON.stringify(calibration, null, 2)}\n`)
    log.info({}, `The calibration of this simulated cushion is in ${options.writeCalibration}.`)
    if (options.tcp === undefined && options.pty === undefined) return 0
  }
  if (typeof options.tcp !== 'string' && typeof options.pty !== 'string')
    throw new SettingsError(
      'Say where to offer the board: --tcp 127.0.0.1:7700, or --pty /tmp/sitbone-board. (sitbone start has a simulator of its own.)',
    )
  const kind = boardKind(options.board)
  const scenario = await loadScenario(values.scenario)
  const board =
    kind === 'virtual'
      ? createVirtualBoard({
          scenario,
          seed: values.seed,
          layout,
          startMs: Date.now(),
          speed: values.speed,
          zone: values.zone,
          boardId: values.cushion,
        })
      : await makeAvrBoard(values, { port: kind === 'avr' ? 'avr:' : kind, layout })
  const box = new FaultBox(board, { seed: values.seed, cells: layout.cells, script: scenario.faults })
  const served =
    typeof options.tcp === 'string'
      ? await serveTcp(box, hostAndPort('--tcp', options.tcp))
      : await servePtyPlug(box, String(options.pty), (error) => log.warn({}, error.message))
  const port = 'link' in served ? String(options.pty) : `tcp://${served.host}:${served.port}`
  log.info({ port }, `The simulated cushion answers at ${port}. Ctrl-C stops it.`)
  const steered: Part[] = []
  if (values.broker !== null) {
    const mqtt = makeMqtt(values, log, { embedded: null, role: 'simulator', name: values.cushion })
    const steering = makeConsole(
      values,
      { cushion: { id: values.cushion }, board, box, scenario },
      { mqtt, log },
    )
    steered.push(mqtt, steering)
  }
  return runUntilSignal(
    [...steered, { start() {}, stop: () => served.stop() }, { start() {}, stop: () => box.stop() }],
    log,
  )
}

/** `virtual`, `avr` or `avr:<file>`. @throws SettingsError */
function boardKind(given: unknown): string {
  const kind = typeof given === 'string' ? given : 'virtual'
  if (kind !== 'virtual' && kind !== 'avr' && !isAvrPort(kind))
    throw new SettingsError(`--board ${kind}: expected virtual, avr, or avr:<file in Intel HEX>.`)
  return kind
}

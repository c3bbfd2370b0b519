/** `sitbone simulator`: the virtual board alone, on TCP or on a pseudo terminal, for any host that speaks the protocol. */
import { writeFileSync } from 'node:fs'
import { createVirtualBoard, loadScenario } from '../simulator/index.ts'
import { servePty } from '../simulator/pty.ts'
import { serveTcp } from '../simulator/tcp.ts'
import type { CommandContext } from './context.ts'
import { loadLayout } from './cushion-files.ts'
import { runUntilSignal } from './lifecycle.ts'
import { hostAndPort } from './roles.ts'
import { SettingsError } from './settings.ts'
import { fittingCalibration } from './simulated-cushion.ts'

export async function runSimulator({ values, options, log }: CommandContext): Promise<number> {
  const layout = loadLayout(values.layout)
  if (typeof options.writeCalibration === 'string') {
    const calibration = fittingCalibration(values, { layout })
    writeFileSync(options.writeCalibration, `${JSON.stringify(calibration, null, 2)}\n`)
    log.info({}, `The calibration of this simulated cushion is in ${options.writeCalibration}.`)
    if (options.tcp === undefined && options.pty === undefined) return 0
  }
  if (typeof options.tcp !== 'string' && typeof options.pty !== 'string')
    throw new SettingsError(
      'Say where the board is served: --tcp 127.0.0.1:7700, or --pty /tmp/sitbone-board. (npm start has a simulator of its own.)',
    )
  const board = createVirtualBoard({
    scenario: await loadScenario(values.scenario),
    seed: values.seed,
    layout,
    startMs: Date.now(),
    speed: values.speed,
    zone: values.zone,
  })
  const served =
    typeof options.tcp === 'string'
      ? await serveTcp(board, hostAndPort('--tcp', options.tcp))
      : await servePty(board, String(options.pty))
  const port = 'link' in served ? served.link : `tcp://${served.host}:${served.port}`
  log.info({ port }, `The simulated cushion answers at ${port}. Ctrl-C ends it.`)
  return runUntilSignal(
    [
      { start() {}, stop: () => served.stop() },
      { start() {}, stop: () => board.stop() },
    ],
    log,
  )
}

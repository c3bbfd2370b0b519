/** `--port avr:<hex>` and `--board avr`: a board that runs machine code under the simulated sitter. */
import { readFileSync } from 'node:fs'
import { avrScheme } from '../../settings/port-kinds.ts'
import { type Settings, SettingsError } from '../../settings/settings.ts'
import {
  type AvrBoard,
  committedFirmware,
  createAvrBoard,
  fastestAvr,
  firmwareNames,
  HexError,
  loadScenario,
  type SimLayout,
} from '../../simulator/index.ts'

/**
 * `avr:` is the reference firmware for the layout, `avr:fsr8` and `avr:grid4x4` name one, anything else is a file. @throws
 * SettingsError, ScenarioError
 */
export async function makeAvrBoard(
  values: Settings,
  { port, layout }: { port: string; layout: SimLayout },
): Promise<AvrBoard> {
  const { speed, seed, zone } = values
  if (speed < 1 || speed > fastestAvr)
    throw new SettingsError(
      `--speed ${speed}: machine code is emulated at 1 to ${fastestAvr} times real time. Use a speed in between, or --port simulator for more.`,
    )
  const name = port.slice(avrScheme.length)
  const scenario = await loadScenario(values.scenario)
  try {
    return createAvrBoard({
      hex: readHex(name, layout),
      scenario,
      seed,
      layout,
      startMs: Date.now(),
      speed,
      zone,
    })
  } catch (error) {
    if (!(error instanceof HexError)) throw error
    throw new SettingsError(`--port ${port}: this firmware cannot be run: ${error.message}.`)
  }
}

function readHex(name: string, layout: SimLayout): string {
  if (name === '') return committedFirmware(layout.cells.length > 8 ? 'grid4x4' : 'fsr8')
  const known = firmwareNames.find((one) => one === name)
  if (known !== undefined) return committedFirmware(known)
  try {
    return readFileSync(name, 'latin1')
  } catch (error) {
    throw new SettingsError(
      `--port avr:${name}: ${error instanceof Error ? error.message : String(error)}. Name a file in Intel HEX, or one of ${firmwareNames.join(', ')}; avr: alone takes the one that fits the layout.`,
    )
  }
}

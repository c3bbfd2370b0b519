/** The simulated cushion as the gateway sees it: a source of bytes, its layout, and a matching calibration. */

import { type Calibration, calibrationSchema } from '../../core/model/schemas/calibration.ts'
import type { Tolerance } from '../../core/model/schemas/tolerance.ts'
import { dayMs } from '../../core/time/calendar.ts'
import type { Source } from '../../gateway/link/sources/source.ts'
import type { CushionSetting } from '../../settings/cushion-settings.ts'
import { isAvrPort } from '../../settings/port-kinds.ts'
import type { Settings } from '../../settings/settings.ts'
import {
  type AvrBoard,
  createVirtualBoard,
  exactCalibration,
  FaultBox,
  loadScenario,
  type Scenario,
  type VirtualBoard,
} from '../../simulator/index.ts'
import { makeAvrBoard } from './avr-board.ts'

export interface SimulatedCushion {
  readonly cushion: Omit<CushionSetting, 'port' | 'lines'> & {
    readonly source: Source
    readonly tolerance?: Tolerance
  }
  readonly board: VirtualBoard | AvrBoard
  /** In front of the board; the gateway opens this. */
  readonly box: FaultBox
  readonly scenario: Scenario
}

/** Somebody else than the sitter of the settings. */
export interface SimulatedPerson {
  readonly scenario: Scenario
  readonly seed: number
  /** Null: relative mode. */
  readonly calibration: Calibration | null
  /** Until other limits are set. */
  readonly tolerance: Tolerance
  readonly rateHz: number
}

/** @throws ScenarioError, SettingsError */
export async function makeSimulatedCushion(
  values: Settings,
  setting: CushionSetting,
  person?: SimulatedPerson,
): Promise<SimulatedCushion> {
  const scenario = person?.scenario ?? (await loadScenario(values.scenario))
  const seed = person?.seed ?? values.seed
  const board = isAvrPort(setting.port)
    ? await makeAvrBoard(values, setting)
    : createVirtualBoard({
        scenario,
        seed,
        layout: setting.layout,
        startMs: Date.now(),
        speed: values.speed,
        zone: values.zone,
        boardId: setting.id,
        ...(person === undefined ? {} : { rateHz: person.rateHz }),
      })
  const box = new FaultBox(board, {
    seed,
    cells: setting.layout.cells,
    script: scenario.faults,
  })
  const calibration =
    person === undefined ? (setting.calibration ?? fittingCalibration(values, setting)) : person.calibration
  return {
    cushion: {
      ...setting,
      calibration,
      source: { name: setting.port, kind: 'simulated', open: async () => box.open() },
      ...(person === undefined ? {} : { tolerance: person.tolerance }),
    },
    board,
    box,
    scenario,
  }
}

/** Older than any calibration made in the demo, also after a restart, but not old enough for a warning. */
const madeBeforeMs = 14 * dayMs

/** As from a careful calibration of this simulated cushion, so that the demo shows kPa. */
export const fittingCalibration = (
  values: Pick<Settings, 'seed'>,
  { layout }: Pick<CushionSetting, 'layout'>,
): Calibration =>
  calibrationSchema.parse(
    exactCalibration(values.seed, layout, { madeAt: new Date(Date.now() - madeBeforeMs).toISOString() }),
  )

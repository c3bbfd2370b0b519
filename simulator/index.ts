/** A sitter, a cushion and a board without hardware: see README.md. Everything it makes is marked as simulated. */

export { AvrBoard, type AvrBoardOptions, createAvrBoard, fastestAvr } from './avr/avr-board.ts'
export { committedFirmware, type FirmwareName, firmwareNames } from './avr/firmware.ts'
export { HexError } from './avr/intel-hex.ts'
export type { Buzz, ResetCause } from './board/board.ts'
export { type ServedPty, servePty } from './board/pty.ts'
export { type ServedBoard, type ServedTcp, SimulatorUnavailable, serveTcp } from './board/tcp.ts'
export { createVirtualBoard, VirtualBoard, type VirtualBoardOptions } from './board/virtual-board.ts'
export type { Act } from './body/acts.ts'
export { loadScenario, parseScenario, type Scenario, ScenarioError, scenarioNames } from './body/scenario.ts'
export { surfaces } from './body/seat.ts'
export { type CalibrationFile, exactCalibration, nominalCalibration } from './cells/calibration.ts'
export {
  type CushionModel,
  type CushionModelOptions,
  type CushionStep,
  createCushionModel,
  type SimLayout,
  type Truth,
} from './cells/cushion.ts'
export type { CellFault } from './cells/fault.ts'
export { type FsrSpread, usualSpread } from './cells/fsr-part.ts'
export { type BoxedBoard, type BoxTap, FaultBox } from './fault-box/fault-box.ts'
export {
  type WireFaultChange,
  type WireFaultName,
  type WireFaults,
  wireFaultNames,
} from './fault-box/wire-fault.ts'
export { type PastFrame, type PastOptions, simulatePast } from './past.ts'

/** A sitter, a cushion and a board without hardware: see README.md. Everything it makes is marked as simulated. */
export type { Act } from './acts.ts'
export { AvrBoard, type AvrBoardOptions, createAvrBoard, fastestAvr } from './avr/avr-board.ts'
export { committedFirmware, type FirmwareName, firmwareNames } from './avr/firmware.ts'
export { HexError } from './avr/intel-hex.ts'
export type { Buzz, ResetCause } from './board.ts'
export { type CalibrationFile, exactCalibration, nominalCalibration } from './calibration.ts'
export {
  type CushionModel,
  type CushionModelOptions,
  type CushionStep,
  createCushionModel,
  type SimLayout,
  type Truth,
} from './cushion.ts'
export type { CellFault } from './fault.ts'
export { type BoxedBoard, type BoxTap, FaultBox } from './fault-box/fault-box.ts'
export {
  type WireFaultChange,
  type WireFaultName,
  type WireFaults,
  wireFaultNames,
  wireFaultSchemas,
} from './fault-box/wire-fault.ts'
export { type FsrSpread, usualSpread } from './fsr-part.ts'
export { type PastFrame, type PastOptions, simulatePast } from './past.ts'
export { type PostureName, postureNames } from './posture.ts'
export { type ServedPty, servePty } from './pty.ts'
export { loadScenario, parseScenario, type Scenario, ScenarioError, scenarioNames } from './scenario.ts'
export { type SurfaceName, surfaceNames, surfaces } from './seat.ts'
export { type ServedBoard, type ServedTcp, SimulatorUnavailable, serveTcp } from './tcp.ts'
export { createVirtualBoard, VirtualBoard, type VirtualBoardOptions } from './virtual-board.ts'

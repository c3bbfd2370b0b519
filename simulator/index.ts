/** A sitter, a cushion and a board without hardware: see README.md. All output is marked as simulated. */

export { AvrBoard, createAvrBoard, fastestAvr } from './avr/avr-board.ts'
export { committedFirmware, firmwareNames } from './avr/firmware.ts'
export { HexError } from './avr/intel-hex.ts'
export { createVirtualBoard, VirtualBoard } from './board/virtual-board.ts'
export { loadScenario, parseScenario, type Scenario, scenarioNames } from './body/scenario.ts'
export { exactCalibration, nominalCalibration } from './cells/calibration.ts'
export {
  type CushionModel,
  createCushionModel,
  type SimLayout,
  type Truth,
} from './cells/cushion.ts'
export type { CellFault } from './cells/fault.ts'
export type { FsrSpread } from './cells/fsr-part.ts'
export { FaultBox } from './fault-box/fault-box.ts'
export { wireFaultNames } from './fault-box/wire-fault.ts'
export { simulatePast } from './past.ts'

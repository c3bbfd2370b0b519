/** The wire between a cushion and its host, protocol version 1: see README.md. Pure, no dependencies. */
export * from './board-message.ts'
export {
  type CellConstants,
  constantBounds,
  constantsText,
  readConstants as constantsIn,
} from './constants.ts'
export { crc16, crcHex } from './crc.ts'
export { type FrameMessage, longestFrameBytes, maxChannels, maxCount } from './frame-line.ts'
export { type HelloMessage, maxBits, protocolVersion, type SensorKind, sensorKinds } from './hello.ts'
export * from './host-command.ts'
export { mostJitterMs } from './jitter.ts'
export { encodeLine, maxLineBytes, type Rejected, type RejectReason, rejectReasons } from './line.ts'
export { LineSplitter } from './line-splitter.ts'

/**
 * The entries of a recording, line by line: frames, hellos and answers of a board on the recording's clock, and unusable lines,
 * each with its place and a reason from a closed list. Pressure plays no part here.
 */
import { type HelloMessage, rejectReasons } from '../firmware-protocol/index.ts'

/** Reasons from the wire, and from the file around it. */
const recordingRejectReasons = [
  ...rejectReasons,
  /** A line of the file that is not `{"atMs":<epoch ms>,"line":"<as received>"}`. */
  'not-a-record',
  /** An unreadable time. */
  'time',
  /** A CSV row that lacks a mapped column. */
  'columns',
  /** Not later than the previous reading, or far ahead of the following ones. */
  'out-of-order',
  /** From an unsuitable board (other protocol or number of cells), according to its hello. */
  'other-board',
] as const
export type RecordingRejectReason = (typeof recordingRejectReasons)[number]

export interface RecordedFrame {
  readonly kind: 'frame'
  readonly atMs: number
  /** Line of the file, from 1. */
  readonly line: number
  readonly seq: number
  readonly boardMs: number
  readonly counts: readonly number[]
}

export interface RecordedHello {
  readonly kind: 'hello'
  readonly atMs: number
  readonly line: number
  readonly hello: HelloMessage
}

/** The time counter restarted: the board was away for an unknown time. */
export interface RecordedRestart {
  readonly kind: 'restart'
  readonly atMs: number
  readonly line: number
}

/** The board accepted a RATE command: the new frames per second. */
interface RecordedRate {
  readonly kind: 'rate'
  readonly atMs: number
  readonly line: number
  readonly rateHz: number
}

export interface RejectedLine {
  readonly kind: 'rejected'
  readonly line: number
  readonly reason: RecordingRejectReason
  /** Null when the time is unreadable. */
  readonly atMs: number | null
  /** The board's own line, if known; a replay sends it unchanged. */
  readonly text: string | null
  /** The file's line, only in the first pass. */
  readonly row?: string
}

export type RecordingEntry = RecordedFrame | RecordedHello | RecordedRate | RecordedRestart | RejectedLine

/** The recording cannot be used; the message names the file, the place, and what to do. */
export class RecordingError extends Error {
  override name = 'RecordingError'
}

/**
 * What a recording holds, line by line, after reading: frames, hellos and answers of a board on the recording's clock, and
 * lines that cannot be used, each with its place and a reason from a closed list. Nothing is judged as pressure here.
 */
import { type HelloMessage, rejectReasons } from '../firmware-protocol/index.ts'

/** Reasons of the wire, and of the file around it. */
const recordingRejectReasons = [
  ...rejectReasons,
  /** A line of the file that is not `{"atMs":<epoch ms>,"line":"<as received>"}`. */
  'not-a-record',
  /** A time that cannot be read. */
  'time',
  /** A CSV row without one of the mapped columns. */
  'columns',
  /** Not later than the reading before it, or far ahead of those that follow: it has no place in time. */
  'out-of-order',
  /** From a board that does not fit (other protocol or other number of cells), by its own hello. */
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

/** A counting time began anew: the board was away, it is not known how long. */
export interface RecordedRestart {
  readonly kind: 'restart'
  readonly atMs: number
  readonly line: number
}

/** The board took a RATE command: so many frames a second from here on. */
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
  /** Null when it is the time that cannot be read. */
  readonly atMs: number | null
  /** What the board sent, if that is known: a replay sends it again as it came. */
  readonly text: string | null
  /** The line of the file as seen, while it is looked over. */
  readonly row?: string
}

export type RecordingEntry = RecordedFrame | RecordedHello | RecordedRate | RecordedRestart | RejectedLine

/** The recording cannot be used at all; the message names the file, the place, and what to do. */
export class RecordingError extends Error {
  override name = 'RecordingError'
}

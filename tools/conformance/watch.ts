/**
 * Checks every line of the run, whatever is being tested: form, counts, sequence, board time. Counts faults by clause and keeps
 * the first few as examples.
 */
import type { FrameMessage, HelloMessage } from '../../firmware-protocol/index.ts'
import type { Clause } from './clauses.ts'
import type { Heard } from './heard.ts'

export interface Fault {
  count: number
  /** At most three faults with their lines. */
  readonly examples: string[]
}

const examplesKept = 3
const half = 2 ** 31

export class Watch {
  readonly faults = new Map<Clause, Fault>()
  lines = 0
  /** Counted since the connection's hello. */
  frames = 0
  /** Frames with seq, ms and the right number of counts. */
  goodFrames = 0
  rightSums = 0
  /** Broken lines at the start of a connection: partial lines, not faults. */
  partial = 0
  /** Lines that end with CR LF. */
  crLf = 0
  unknownTypes = new Set<string>()
  hello: HelloMessage | null = null
  /** Clauses that the present line breaks: it counts once for each. */
  readonly #broken = new Set<Clause>()
  #last: { seq: number; ms: number } | null = null
  #fresh = true
  /** Milliseconds between scans at the fastest rate since the last frames. */
  shortestPeriodMs = 1000 / 50

  /** The board computes checksums differently. One in 65,536 is right by chance. */
  get otherSums(): boolean {
    return this.rightSums * 20 <= this.lines
  }

  /** A port was opened: the first line may be partial, and counters may restart. */
  opened(): void {
    this.#fresh = true
    this.#last = null
    this.hello = null
  }

  line(heard: Heard): void {
    if (heard.raw === '') return
    const { message } = heard
    const begins = this.#fresh
    this.#broken.clear()
    if (heard.crLf) this.crLf++
    if (message !== null) this.#fresh = false
    if (begins && heard.faults.length > 0 && (message === null || message.type === 'hello')) {
      this.partial++
      // A reset may cut a line, so its hello may follow the first part of one.
      if (message === null || heard.faults.every(({ what }) => what.endsWith('before the $'))) {
        if (message !== null) this.lines++
        this.#take(heard)
        return
      }
    }
    this.lines++
    if (heard.sumIsRight) this.rightSums++
    for (const { clause, what } of heard.faults) this.#fault(clause, what, heard.raw)
    this.#take(heard)
  }

  #take({ message, raw, faults }: Heard): void {
    if (message?.type === 'hello') this.#hello(message)
    else if (message?.type === 'frame') this.#frame(message, raw)
    else if (message?.type === 'unknown' && this.unknownTypes.size < 20) this.unknownTypes.add(message.letter)
    else if (message === null && faults.some(({ clause }) => clause === '2.3')) this.frames++
  }

  #fault(clause: Clause, what: string, raw: string): void {
    const fault = this.faults.get(clause) ?? { count: 0, examples: [] }
    if (!this.#broken.has(clause)) fault.count++
    this.#broken.add(clause)
    if (fault.examples.length < examplesKept) fault.examples.push(`${what}: ${printable(raw)}`)
    this.faults.set(clause, fault)
  }

  #hello(hello: HelloMessage): void {
    const before = this.hello
    const same = before !== null && hello.boot === before.boot && hello.ms >= before.ms
    if (!same) this.#last = null
    this.hello = hello
  }

  #frame(frame: FrameMessage, raw: string): void {
    const hello = this.hello
    // A board that was not reset keeps sending before its frame format is known.
    if (hello === null) return
    this.frames++
    if (frame.counts.length !== hello.channels) {
      const fewer = frame.counts.length === hello.channels - 1 ? ' (or ms is missing)' : ''
      this.#fault(
        '2.3',
        `the frame has ${frame.counts.length} counts, the hello said ${hello.channels}${fewer}`,
        raw,
      )
      return
    }
    this.goodFrames++
    const most = 2 ** hello.bits - 1
    if (frame.counts.some((count) => count > most))
      this.#fault('2.4', `a count is above ${most}, the maximum of ${hello.bits} bits`, raw)
    if (this.#last !== null) this.#order(frame, { last: this.#last, raw })
    this.#last = { seq: frame.seq, ms: frame.ms }
  }

  #order({ seq, ms }: FrameMessage, { last, raw }: { last: { seq: number; ms: number }; raw: string }): void {
    const passedMs = wrappedMs(last.ms, ms)
    const fellMs = passedMs < 0
    let steps = (seq - last.seq) >>> 0
    // A board that counts 16 bits.
    if (steps >= half && last.seq <= 0xffff && last.seq > 0xff00 && seq < 0x100) steps &= 0xffff
    if (fellMs && steps >= half) {
      this.#fault('4.2', `seq and ms started again (${last.seq} -> ${seq}) without a hello`, raw)
      return
    }
    if (fellMs) this.#fault('2.6', `ms fell from ${last.ms} to ${ms}`, raw)
    if (steps === 0) this.#fault('2.5', `seq ${seq} came twice`, raw)
    else if (steps >= half) this.#fault('2.5', `seq fell from ${last.seq} to ${seq}`, raw)
    else if (!fellMs && steps > 1 && (steps - 1) * this.shortestPeriodMs * 0.5 > passedMs)
      this.#fault('2.5', `seq rose by ${steps} in ${passedMs} ms`, raw)
  }
}

/** From one board time to the next, over the wrap at 2^32; negative if it fell. */
export const wrappedMs = (from: number, to: number): number => (to - from) | 0

/** Unprintable bytes as \xNN, cut to fit a line of the report. */
const printable = (raw: string): string => {
  const shown = raw.replaceAll(
    /[^\x20-\x7e]/g,
    (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
  return shown.length > 90 ? `${shown.slice(0, 90)}...` : shown
}

/**
 * Looks at every line of the whole run, whatever is being tested: its form, its counts, its sequence, its board time.
 * Faults are counted by clause, with the first few as examples.
 */
import type { FrameMessage, HelloMessage } from '../../firmware-protocol/index.ts'
import type { Clause } from './clauses.ts'
import type { Heard } from './heard.ts'

export interface Fault {
  count: number
  /** What was wrong, with the line, at most three. */
  readonly examples: string[]
}

const examplesKept = 3
const half = 2 ** 31

export class Watch {
  readonly faults = new Map<Clause, Fault>()
  lines = 0
  /** Since the hello of their connection. */
  frames = 0
  /** Frames with seq, ms and the right number of counts. */
  goodFrames = 0
  rightSums = 0
  /** Broken lines at the beginning of a connection: tails of lines, no fault. */
  partial = 0
  unknownTypes = new Set<string>()
  hello: HelloMessage | null = null
  #last: { seq: number; ms: number } | null = null
  #fresh = true
  /** Milliseconds between scans at the quickest rate since the last frames. */
  shortestPeriodMs = 1000 / 50

  /** The board makes its checksums in another way. One in 65,536 of those is right by chance. */
  get otherSums(): boolean {
    return this.rightSums * 20 <= this.lines
  }

  /** A port was opened: the first line may be the tail of one, and counters may begin anew. */
  opened(): void {
    this.#fresh = true
    this.#last = null
    this.hello = null
  }

  line(heard: Heard): void {
    if (heard.raw === '') return
    const { message } = heard
    const begins = this.#fresh
    if (message !== null) this.#fresh = false
    if (begins && heard.faults.length > 0 && (message === null || message.type === 'hello')) {
      this.partial++
      // The hello of a reset may follow the head of a line that the reset cut.
      if (message === null || heard.faults.every(({ what }) => what.endsWith('before the $'))) {
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
    fault.count++
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
    // A board that was not reset sends on while it is not known yet what its frames have to look like.
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
      this.#fault('2.4', `a count is above ${most}, the most of ${hello.bits} bits`, raw)
    if (this.#last !== null) this.#order(frame, { last: this.#last, raw })
    this.#last = { seq: frame.seq, ms: frame.ms }
  }

  #order({ seq, ms }: FrameMessage, { last, raw }: { last: { seq: number; ms: number }; raw: string }): void {
    const passedMs = (ms - last.ms) >>> 0
    const fellMs = passedMs >= half
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

/** Bytes that are not printable as \xNN, cut to what fits a line of a report. */
const printable = (raw: string): string => {
  const shown = raw.replaceAll(
    /[^\x20-\x7e]/g,
    (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
  return shown.length > 90 ? `${shown.slice(0, 90)}...` : shown
}

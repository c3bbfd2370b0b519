/**
 * The benches of simulated cushions as their testers see them: lines and truth of MQTT go to the room of a cushion, with
 * latencies and the recording. A bench is asked to publish only while somebody watches or records.
 */

import type { SimulatorConsoleUpdate } from '../../../contract/simulator-console.ts'
import { simulatorLinesSchema, simulatorTruthSchema } from '../../../contract/simulator-console.ts'
import { topics } from '../../../contract/topics.ts'
import type { Live } from '../../../core/model/live.ts'
import type { MqttLink } from '../../../mqtt/mqtt-link.ts'
import type { Log } from '../../../platform/log.ts'
import { Latency, latencyEndsMs } from './latency.ts'
import { Recording } from './recording.ts'
import type { Simulators } from './simulators.ts'

export interface TestersOptions {
  readonly mqtt: MqttLink
  readonly base: string
  readonly simulators: Simulators
  readonly log: Log
  /** Real epoch ms. */
  readonly wallMs?: () => number
}

/** Who watches asks again in time; a server that is gone asks no more. */
const watchForS = 12
const askEveryMs = 4000
const mostBytes = 4 * 1024 * 1024
const mostBenches = 50

interface Bench {
  readonly latency: Latency
  viewers: number
  recording: Recording | null
  timer: NodeJS.Timeout | null
}

export class Testers {
  readonly #options: TestersOptions
  readonly #benches = new Map<string, Bench>()
  readonly #wallMs: () => number
  /** Set by the sockets. */
  send: (cushion: string, update: SimulatorConsoleUpdate) => void = () => {}

  constructor(options: TestersOptions) {
    this.#options = options
    this.#wallMs = options.wallMs ?? Date.now
  }

  /** Call once, before the link starts. */
  subscribe(): void {
    const { mqtt, base, log } = this.#options
    const topic = topics(base)
    const hear = (filter: string, take: (cushion: string, payload: unknown) => boolean) =>
      mqtt.subscribe(filter, 0, ({ topic: name, payload, retained }) => {
        const cushion = name.split('/').at(-2) ?? ''
        // Nobody here asked for it: another server's tester did.
        if (retained || !this.#benches.has(cushion) || payload.length > mostBytes) return
        if (!take(cushion, parsed(payload)))
          log.warn(
            { topic: name },
            'What a simulated cushion told of its bench does not fit and was left out.',
          )
      })
    hear(topic.simulatorLines('+'), (cushion, payload) => {
      const lines = simulatorLinesSchema.safeParse(payload)
      const bench = this.#benches.get(cushion)
      if (!lines.success || bench === undefined) return false
      for (const { seq, sentMs } of lines.data.lines) if (seq !== null) bench.latency.sent(seq, sentMs)
      const before = bench.recording?.state.on
      bench.recording?.take(lines.data)
      if (before === true && bench.recording?.state.on === false) this.#ask(cushion, bench)
      // A page draws some; a recording has them all.
      const shown = { ...lines.data, lines: lines.data.lines.slice(-60) }
      this.send(cushion, {
        cushion,
        lines: shown,
        latency: { endsMs: latencyEndsMs, ...bench.latency.report() },
        recording: bench.recording?.state ?? null,
      })
      return true
    })
    hear(topic.simulatorTruth('+'), (cushion, payload) => {
      const truth = simulatorTruthSchema.safeParse(payload)
      if (!truth.success) return false
      this.send(cushion, { cushion, truth: truth.data })
      return true
    })
  }

  /** A reading was heard. */
  live(cushion: string, live: Live): void {
    this.#benches.get(cushion)?.latency.heard(live.seq, this.#wallMs())
  }

  /** One more viewer; returns what takes it away. False: too many benches are watched. */
  watch(cushion: string): (() => void) | false {
    const bench = this.#bench(cushion)
    if (bench === null) return false
    bench.viewers++
    this.#ask(cushion, bench)
    let gone = false
    return () => {
      if (gone) return
      gone = true
      bench.viewers--
      this.#rest(cushion, bench)
    }
  }

  /** Begins a recording anew, or ends it; what is recorded stays until the next one begins. False: too many benches. */
  record(cushion: string, on: boolean): boolean {
    const bench = this.#bench(cushion)
    if (bench === null) return false
    if (on) bench.recording = new Recording()
    else bench.recording?.stop()
    this.#ask(cushion, bench)
    this.#rest(cushion, bench)
    return true
  }

  recording(cushion: string): Recording | null {
    return this.#benches.get(cushion)?.recording ?? null
  }

  stop(): void {
    for (const bench of this.#benches.values()) if (bench.timer !== null) clearInterval(bench.timer)
    this.#benches.clear()
  }

  #bench(cushion: string): Bench | null {
    const known = this.#benches.get(cushion)
    if (known !== undefined) return known
    if (this.#benches.size >= mostBenches) return null
    const bench: Bench = { latency: new Latency(), viewers: 0, recording: null, timer: null }
    this.#benches.set(cushion, bench)
    return bench
  }

  #wanted({ viewers, recording }: Bench): boolean {
    return viewers > 0 || recording?.state.on === true
  }

  #ask(cushion: string, bench: Bench): void {
    if (!this.#wanted(bench)) return
    bench.timer ??= setInterval(() => {
      if (this.#wanted(bench)) this.#tell(cushion, bench)
      else this.#rest(cushion, bench)
    }, askEveryMs)
    this.#tell(cushion, bench)
  }

  #tell(cushion: string, bench: Bench): void {
    const everyLine = bench.recording?.state.on === true
    void this.#options.simulators
      .tell(cushion, { v: 1, watch: { forS: watchForS, everyLine } })
      .catch(() => {})
  }

  #rest(cushion: string, bench: Bench): void {
    if (this.#wanted(bench)) return
    if (bench.timer !== null) clearInterval(bench.timer)
    bench.timer = null
    bench.latency.reset()
    if (bench.recording === null) this.#benches.delete(cushion)
  }
}

function parsed(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString())
  } catch {
    return null
  }
}

/**
 * The consoles of simulated cushions: forwards lines and truth from MQTT to pages with the console open, with latencies and the
 * recording. A simulator publishes only while somebody watches or records.
 */

import {
  type SimulatorConsoleUpdate,
  simulatorLinesSchema,
  simulatorTruthSchema,
} from '../../../contract/simulator-console.ts'
import { topics } from '../../../contract/topics.ts'
import type { Live } from '../../../core/model/schemas/live.ts'
import type { MqttLink } from '../../../mqtt/mqtt-link.ts'
import { parseJson } from '../../../platform/json.ts'
import type { Log } from '../../../platform/log.ts'
import { Latency, latencyEndsMs } from './latency.ts'
import { Recording } from './recording.ts'
import type { Simulators } from './simulators.ts'

export interface SimulatorConsolesOptions {
  readonly mqtt: MqttLink
  readonly base: string
  readonly simulators: Simulators
  readonly log: Log
  /** To the pages that have the console of the cushion open. */
  readonly send: (update: SimulatorConsoleUpdate) => void
  /** Real epoch ms. */
  readonly wallMs?: () => number
}

/** Renewed while somebody watches, so a server that is gone stops asking. */
const watchForS = 12
const askEveryMs = 4000
const mostBytes = 4 * 1024 * 1024
const mostConsoles = 50

interface OpenConsole {
  readonly latency: Latency
  viewers: number
  recording: Recording | null
  timer: NodeJS.Timeout | null
}

export class SimulatorConsoles {
  readonly #options: SimulatorConsolesOptions
  readonly #consoles = new Map<string, OpenConsole>()
  readonly #wallMs: () => number

  constructor(options: SimulatorConsolesOptions) {
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
        // Requested by another server, not this one.
        if (retained || !this.#consoles.has(cushion) || payload.length > mostBytes) return
        if (!take(cushion, parseJson(payload.toString())))
          log.warn(
            { topic: name },
            'A message from a simulated cushion to its console does not fit the contract and was left out.',
          )
      })
    hear(topic.simulatorLines('+'), (cushion, payload) => {
      const lines = simulatorLinesSchema.safeParse(payload)
      const opened = this.#consoles.get(cushion)
      if (!lines.success || opened === undefined) return false
      for (const { seq, sentMs } of lines.data.lines) if (seq !== null) opened.latency.sent(seq, sentMs)
      const before = opened.recording?.state.on
      opened.recording?.take(lines.data)
      if (before === true && opened.recording?.state.on === false) this.#ask(cushion, opened)
      // A page shows some of the lines; a recording keeps them all.
      const shown = { ...lines.data, lines: lines.data.lines.slice(-60) }
      this.#options.send({
        cushion,
        lines: shown,
        latency: { endsMs: latencyEndsMs, ...opened.latency.report() },
        recording: opened.recording?.state ?? null,
      })
      return true
    })
    hear(topic.simulatorTruth('+'), (cushion, payload) => {
      const truth = simulatorTruthSchema.safeParse(payload)
      if (!truth.success) return false
      this.#options.send({ cushion, truth: truth.data })
      return true
    })
  }

  /** Called for each reading received. */
  live(cushion: string, live: Live): void {
    this.#consoles.get(cushion)?.latency.heard(live.seq, this.#wallMs())
  }

  /** Adds a viewer; returns a function that removes it. False: too many consoles are open. */
  watch(cushion: string): (() => void) | false {
    const opened = this.#console(cushion)
    if (opened === null) return false
    opened.viewers++
    this.#ask(cushion, opened)
    let gone = false
    return () => {
      if (gone) return
      gone = true
      opened.viewers--
      this.#rest(cushion, opened)
    }
  }

  /** Starts a new recording or stops it; the last one is kept until the next start. False: too many consoles. */
  record(cushion: string, on: boolean): boolean {
    const opened = this.#console(cushion)
    if (opened === null) return false
    if (on) opened.recording = new Recording()
    else opened.recording?.stop()
    this.#ask(cushion, opened)
    this.#rest(cushion, opened)
    return true
  }

  recording(cushion: string): Recording | null {
    return this.#consoles.get(cushion)?.recording ?? null
  }

  stop(): void {
    for (const opened of this.#consoles.values()) if (opened.timer !== null) clearInterval(opened.timer)
    this.#consoles.clear()
  }

  #console(cushion: string): OpenConsole | null {
    const known = this.#consoles.get(cushion)
    if (known !== undefined) return known
    if (this.#consoles.size >= mostConsoles) return null
    const opened: OpenConsole = { latency: new Latency(), viewers: 0, recording: null, timer: null }
    this.#consoles.set(cushion, opened)
    return opened
  }

  #wanted({ viewers, recording }: OpenConsole): boolean {
    return viewers > 0 || recording?.state.on === true
  }

  #ask(cushion: string, opened: OpenConsole): void {
    if (!this.#wanted(opened)) return
    opened.timer ??= setInterval(() => {
      if (this.#wanted(opened)) this.#tell(cushion, opened)
      else this.#rest(cushion, opened)
    }, askEveryMs)
    this.#tell(cushion, opened)
  }

  #tell(cushion: string, opened: OpenConsole): void {
    const everyLine = opened.recording?.state.on === true
    void this.#options.simulators
      .tell(cushion, { v: 1, watch: { forS: watchForS, everyLine } })
      .catch(() => {})
  }

  #rest(cushion: string, opened: OpenConsole): void {
    if (this.#wanted(opened)) return
    if (opened.timer !== null) clearInterval(opened.timer)
    opened.timer = null
    opened.latency.reset()
    if (opened.recording === null) this.#consoles.delete(cushion)
  }
}

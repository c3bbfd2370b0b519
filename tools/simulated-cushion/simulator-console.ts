/**
 * The console of one simulated cushion: handles controls beyond the sitter (wire faults, scenario, seat, speed) and, while
 * somebody watches, publishes wire lines and true values. QoS 0, bounded, stops automatically.
 */

import type { SimulatorSetup, SimulatorTruth } from '../../contract/simulator-console.ts'
import type { SimulatorControl } from '../../contract/simulator-control.ts'
import { topics } from '../../contract/topics.ts'
import type { SimulatedPosture, SimulatedSurface } from '../../core/model/simulated-sitter.ts'
import type { MqttLink } from '../../mqtt/mqtt-link.ts'
import type { Part } from '../../platform/lifecycle.ts'
import type { Log } from '../../platform/log.ts'
import type { Settings } from '../../settings/settings.ts'
import {
  AvrBoard,
  type CushionModel,
  type FaultBox,
  fastestAvr,
  loadScenario,
  type Scenario,
  scenarioNames,
  type VirtualBoard,
} from '../../simulator/index.ts'
import { LineLog } from './line-log.ts'
import { type ControlledBoard, takeSimulatorControl } from './simulator-control.ts'

export interface SimulatorConsoleOptions {
  readonly base: string
  readonly cushion: string
  readonly board: VirtualBoard | AvrBoard
  readonly box: FaultBox
  readonly scenario: Scenario
  readonly speed: number
  readonly mqtt: MqttLink
  readonly log: Log
}

interface Changed {
  readonly name: string | null
  readonly surface: SimulatedSurface | null
  readonly massKg: number | null
}

const everyMs = 250
const fastest = 3600

export class SimulatorConsole implements ControlledBoard {
  readonly #options: SimulatorConsoleOptions
  #scenario: Scenario
  #seat: 'sit' | 'stand' | 'follow' = 'follow'
  #posture: SimulatedPosture | null = null
  #place = { xCm: 0, yCm: 0 }
  #watch: { untilMs: number; log: LineLog; end: () => void } | null = null
  #timer: NodeJS.Timeout | null = null
  #stopped = false

  constructor(options: SimulatorConsoleOptions) {
    this.#options = options
    this.#scenario = options.scenario
  }

  get model(): CushionModel {
    return this.#options.box.model
  }

  plug(): void {
    this.#options.box.plug()
  }

  unplug(): void {
    this.#options.box.unplug()
  }

  reset(): void {
    this.#options.box.reset()
  }

  setCellFault(...given: Parameters<FaultBox['setCellFault']>): void {
    this.#options.box.setCellFault(...given)
  }

  /** Controls beyond the sitter, applied before the sitter's. */
  more(control: SimulatorControl): void {
    const { box } = this.#options
    if (control.seat !== undefined) this.#seat = control.seat
    if (control.posture !== undefined) this.#posture = control.posture
    if (control.seat === 'follow' && control.posture === undefined) this.#posture = null
    if (control.place !== undefined || control.seat === 'follow')
      this.#place = control.place ?? { xCm: 0, yCm: 0 }
    if (control.heal === true) box.heal()
    if (control.wire !== undefined) box.set(control.wire)
    if (control.speed !== undefined) this.#setSpeed(control.speed)
    const { scenario = null, surface = null, massKg = null } = control
    if (scenario !== null || surface !== null || massKg !== null)
      void this.#setScenario({ name: scenario, surface, massKg })
    if (control.watch !== undefined) this.#watched(control.watch)
  }

  stop(): void {
    this.#stopped = true
    this.#unwatch()
  }

  #setSpeed(speed: number): void {
    const { board, log, cushion } = this.#options
    if (board instanceof AvrBoard)
      log.warn({ cushion }, 'The speed of emulated machine code is fixed at its start; it was not changed.')
    else board.setSpeed(speed)
  }

  /** Null: unchanged. */
  async #setScenario({ name, surface, massKg }: Changed): Promise<void> {
    const { board, box, log, cushion } = this.#options
    if (board instanceof AvrBoard) {
      log.warn(
        { cushion },
        'The scenario of emulated machine code is fixed at its start; it was not changed.',
      )
      return
    }
    // Only built-in scenarios, never a path.
    if (name !== null && !scenarioNames.includes(name)) {
      log.warn(
        { cushion, scenario: name },
        `There is no such scenario. Available: ${scenarioNames.join(', ')}.`,
      )
      return
    }
    const loaded = name === null ? this.#scenario : await loadScenario(name)
    if (this.#stopped) return
    this.#scenario = {
      ...loaded,
      surface: surface ?? loaded.surface,
      sitter: massKg === null ? loaded.sitter : { ...loaded.sitter, massKg: [massKg, massKg] },
    }
    board.setScenario(this.#scenario)
    box.modelChanged()
    const { sitter } = this.model
    if (this.#seat === 'sit') sitter.sit()
    if (this.#seat === 'stand') sitter.stand()
    sitter.setPosture(this.#posture)
    sitter.place(this.#place.xCm, this.#place.yCm)
  }

  #watched({ forS, everyLine }: { forS: number; everyLine: boolean }): void {
    if (this.#stopped) return
    const { box } = this.#options
    const untilMs = performance.now() + forS * 1000
    if (this.#watch === null) {
      const log = new LineLog({ nowMs: () => box.nowMs(), wallMs: () => Date.now() })
      const end = box.tap({
        toHost: (bytes) => log.toHost(bytes),
        fromHost: (bytes) => log.fromHost(bytes),
      })
      this.#watch = { untilMs, log, end }
      this.#timer = setInterval(() => this.#tell(), everyMs)
    }
    this.#watch.untilMs = untilMs
    this.#watch.log.everyLine = everyLine
  }

  #unwatch(): void {
    this.#watch?.end()
    this.#watch = null
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  #tell(): void {
    const watch = this.#watch
    if (watch === null || performance.now() > watch.untilMs) {
      this.#unwatch()
      return
    }
    const { mqtt, base, cushion } = this.#options
    const lines = watch.log.take()
    if (!mqtt.connected) return
    const topic = topics(base)
    const send = (name: string, payload: object) =>
      void mqtt.publish(name, JSON.stringify(payload), { qos: 0 }).catch(() => {})
    send(topic.simulatorLines(cushion), lines)
    send(topic.simulatorTruth(cushion), this.#truth())
  }

  #truth(): SimulatorTruth {
    const { board, box } = this.#options
    const { atMs, kpa, leftKpa, rightKpa, occupied, posture, act } = board.truth()
    const isAvr = board instanceof AvrBoard
    const wire: SimulatorSetup['wire'] = {}
    for (const [name, setting] of Object.entries(box.faults)) if (setting) wire[name] = { ...setting }
    return {
      v: 1,
      atMs: Math.round(atMs),
      kpa: kpa.map(round),
      leftKpa: round(leftKpa),
      rightKpa: round(rightKpa),
      occupied,
      posture,
      act: act?.kind ?? null,
      bench: {
        board: isAvr ? 'avr' : 'virtual',
        scenarios: isAvr ? [this.#scenario.name] : [...scenarioNames],
        mostSpeed: isAvr ? Math.min(fastestAvr, this.#options.speed) : fastest,
        scenario: this.#scenario.name,
        title: this.#scenario.title,
        surface: this.#scenario.surface,
        speed: isAvr ? this.#options.speed : board.speed,
        seat: this.#seat,
        posture: this.#posture,
        place: this.#place,
        massKg: Math.round(this.model.sitter.body.massKg),
        plugged: box.isPlugged,
        wire,
        cells: Object.fromEntries([...box.cellFaults].map(([cell, { kind }]) => [String(cell), { kind }])),
      },
    }
  }
}

const round = (kpa: number): number => Math.round(kpa * 100) / 100

/** Starts the console as a part of the program, in the gateway's process or a separate one; call before the link starts. */
export function makeConsole(
  values: Pick<Settings, 'base' | 'speed'>,
  {
    cushion,
    board,
    box,
    scenario,
  }: Pick<SimulatorConsoleOptions, 'board' | 'box' | 'scenario'> & {
    readonly cushion: { readonly id: string }
  },
  { mqtt, log }: { mqtt: MqttLink; log: Log },
): Part {
  const { base, speed } = values
  const part = new SimulatorConsole({ base, cushion: cushion.id, board, box, scenario, speed, mqtt, log })
  takeSimulatorControl({ base, cushion: cushion.id, board: part, mqtt, log })
  return { start() {}, stop: () => part.stop() }
}

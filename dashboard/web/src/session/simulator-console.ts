/** The open console of a simulated cushion: wire lines, true values, latencies, recording. Bounded. */
import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { Problem } from '../../../../contract/problem.ts'
import type {
  RecordingState,
  SimulatorConsoleUpdate,
  SimulatorLines,
  SimulatorTruth,
  WireLatency,
} from '../../../../contract/simulator-console.ts'
import { answerWithinMs, type PageSocket } from './cushion/page-socket.ts'

type WireLine = SimulatorLines['lines'][number] & { readonly key: number }

interface WireRates {
  readonly bytesToHostS: number
  readonly bytesToBoardS: number
  readonly linesS: number
  readonly framesS: number
  readonly leftOutS: number
}

export interface SimulatorConsole {
  readonly truth: Signal<SimulatorTruth | null>
  /** The last lines, newest last. */
  readonly lines: Signal<readonly WireLine[]>
  /** Averaged over about a second. */
  readonly rates: Signal<WireRates | null>
  readonly latency: Signal<WireLatency | null>
  readonly recording: Signal<RecordingState | null>
  readonly problem: Signal<Problem | null>
  /** Pauses the lines, not the figures. */
  readonly paused: Signal<boolean>
  /** Watches until the returned function is called. */
  watch(): () => void
}

/** From the session. */
export interface JoinedConsole extends SimulatorConsole {
  /** For the cushion shown. */
  take(update: SimulatorConsoleUpdate): void
  /** Called whenever the page joins its cushion. */
  joined(): void
  forget(): void
}

const keptLines = 120
const ratesOver = 4

export function openSimulatorConsole(
  socket: PageSocket,
  cushion: ReadonlySignal<string | null>,
): JoinedConsole {
  const truth = signal<SimulatorTruth | null>(null)
  const lines = signal<readonly WireLine[]>([])
  const rates = signal<WireRates | null>(null)
  const latency = signal<WireLatency | null>(null)
  const recording = signal<RecordingState | null>(null)
  const problem = signal<Problem | null>(null)
  const paused = signal(false)
  let batches: SimulatorLines[] = []
  let watchers = 0
  let watched: string | null = null
  let counted = 0

  const forget = (): void =>
    batch(() => {
      batches = []
      truth.value = null
      lines.value = []
      rates.value = null
      latency.value = null
      recording.value = null
      problem.value = null
    })

  const ask = async (): Promise<void> => {
    const id = cushion.value
    if (watchers === 0 || id === null) return
    watched = id
    try {
      const answer = await socket.timeout(answerWithinMs).emitWithAck('tester', { cushion: id })
      if (cushion.value === id) problem.value = 'problem' in answer ? answer.problem : null
    } catch {
      // Connection lost; requested again when it is back.
    }
  }

  const takeLines = (next: SimulatorLines): void => {
    batches = [...batches, next].slice(-ratesOver)
    const s = batches.reduce((sum, { forMs }) => sum + forMs, 0) / 1000
    const perS = (of: (one: SimulatorLines) => number) =>
      s > 0 ? batches.reduce((sum, one) => sum + of(one), 0) / s : 0
    rates.value = {
      bytesToHostS: perS((one) => one.bytesToHost),
      bytesToBoardS: perS((one) => one.bytesToBoard),
      linesS: perS((one) => one.linesToHost),
      framesS: perS((one) => one.frames),
      leftOutS: perS((one) => one.leftOut),
    }
    if (paused.value) return
    const fresh = next.lines.map((line) => ({ ...line, key: ++counted }))
    lines.value = [...lines.value, ...fresh].slice(-keptLines)
  }

  return {
    truth,
    lines,
    rates,
    latency,
    recording,
    problem,
    paused,
    take: (update) =>
      batch(() => {
        if (update.truth !== undefined) truth.value = update.truth
        if (update.lines !== undefined) takeLines(update.lines)
        if (update.latency !== undefined) latency.value = update.latency
        if (update.recording !== undefined) recording.value = update.recording
      }),
    joined: () => void ask(),
    forget,
    watch() {
      watchers++
      void ask()
      let over = false
      return () => {
        if (over) return
        over = true
        watchers--
        if (watchers > 0 || watched === null) return
        socket.emit('leaveTester', { cushion: watched })
        watched = null
        forget()
      }
    },
  }
}

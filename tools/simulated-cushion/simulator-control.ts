/**
 * Live control of a simulated cushion over `<base>/simulator/<id>/set`: weights for calibrating, postures, faults, the cable.
 * Only simulated cushions listen; retained messages are ignored, because they would apply again at each start.
 */
import { type SimulatorControl, simulatorControlSchema } from '../../contract/simulator-control.ts'
import { topics } from '../../contract/topics.ts'
import type { MqttLink } from '../../mqtt/mqtt-link.ts'
import type { Log } from '../../platform/log.ts'
import type { CellFault, CushionModel } from '../../simulator/index.ts'

export interface ControlledBoard {
  readonly model: CushionModel
  unplug(): void
  plug(): void
  reset(): void
  /** Holds cell faults; without it they go to the model. */
  setCellFault?(cell: number, fault: CellFault | null): void
  /** Controls beyond sitter, cells and cable: see simulator-console.ts. */
  more?(control: SimulatorControl): void
}

export interface SimulatorControlOptions {
  readonly base: string
  readonly cushion: string
  readonly board: ControlledBoard
  readonly mqtt: MqttLink
  readonly log: Log
}

const mostBytes = 8192

/** Subscribes; call before the link starts. */
export function takeSimulatorControl({ base, cushion, board, mqtt, log }: SimulatorControlOptions): void {
  mqtt.subscribe(topics(base).simulator(cushion), 1, ({ payload, retained }) => {
    if (retained || payload.length === 0) return
    const control = read(payload)
    if (typeof control === 'string') {
      log.warn(
        { cushion, reason: control },
        'A control message to the simulated cushion was invalid and was ignored.',
      )
      return
    }
    obeySimulatorControl(board, control)
  })
}

function read(payload: Buffer): SimulatorControl | string {
  if (payload.length > mostBytes) return `longer than ${mostBytes} bytes`
  try {
    const parsed = simulatorControlSchema.safeParse(JSON.parse(payload.toString()))
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    return `${issue?.path.join('.') || 'it'}: ${issue?.message}`
  } catch {
    return 'not JSON'
  }
}

/** Without an `adc` the cell keeps its count. */
function asFault(fault: NonNullable<SimulatorControl['faults']>[string]): CellFault | null {
  if (fault?.kind !== 'stuck') return fault
  return fault.adc === undefined ? { kind: 'stuck' } : { kind: 'stuck', adc: fault.adc }
}

function obeySimulatorControl(board: ControlledBoard, control: SimulatorControl): void {
  board.more?.(control)
  const { sitter } = board.model
  const setFault = (cell: number, fault: CellFault | null) =>
    board.setCellFault === undefined ? board.model.setFault(cell, fault) : board.setCellFault(cell, fault)
  if (control.seat !== undefined) sitter[control.seat]()
  if (control.posture !== undefined) sitter.setPosture(control.posture)
  if (control.place !== undefined) sitter.place(control.place?.xCm ?? 0, control.place?.yCm ?? 0)
  for (const [cell, massG] of Object.entries(control.weights ?? {}))
    board.model.placeWeight(Number(cell), massG)
  for (const [cell, fault] of Object.entries(control.faults ?? {})) setFault(Number(cell), asFault(fault))
  if (control.plugged === false) board.unplug()
  if (control.plugged === true) board.plug()
  if (control.reset === true) board.reset()
}

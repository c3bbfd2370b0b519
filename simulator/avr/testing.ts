/** Shared by tests of emulated boards: a board in simulated time, with its output decoded as a host does. */
import {
  type BoardMessage,
  decodeBoardLine,
  encodeHostCommand,
  type HostCommand,
} from '../../firmware-protocol/index.ts'
import { fsr8 } from '../../firmware-protocol/layout.ts'
import { loadScenario } from '../body/scenario.ts'
import { mondayMs } from '../testing.ts'
import { EmulatedBoard, type EmulatedBoardOptions } from './emulated-board.ts'
import { committedFirmware } from './firmware.ts'

export class TestBoard {
  readonly board: EmulatedBoard
  #text = ''

  constructor(options: Omit<EmulatedBoardOptions, 'onByte'>) {
    this.board = new EmulatedBoard({
      ...options,
      onByte: (byte) => {
        this.#text += String.fromCharCode(byte)
      },
    })
  }

  /** Runs for this much simulated time; returns the messages. */
  run(ms: number): BoardMessage[] {
    return decodeAll(this.runText(ms))
  }

  runText(ms: number): string {
    this.#text = ''
    this.board.runTo(this.board.nowMs + ms)
    return this.#text
  }

  reset(cause: Parameters<EmulatedBoard['reset']>[0] = 'external'): this {
    this.board.reset(cause)
    return this
  }

  tell(...commands: (HostCommand | string)[]): this {
    for (const command of commands) {
      const line = typeof command === 'string' ? command : encodeHostCommand(command)
      this.board.receive(Buffer.from(line, 'latin1'))
    }
    return this
  }

  /** Its answers, without frames. */
  ask(...commands: (HostCommand | string)[]): BoardMessage[] {
    return this.tell(...commands)
      .run(90)
      .filter(({ type }) => type !== 'frame')
  }
}

export function decodeAll(text: string): BoardMessage[] {
  return text.split('\n').flatMap((line) => {
    const decoded = decodeBoardLine(line)
    return decoded.ok ? [decoded.message] : []
  })
}

export const framesOf = (messages: readonly BoardMessage[]) =>
  messages.flatMap((message) => (message.type === 'frame' ? [message] : []))

/** A board with the committed firmware under a person who sits down and stays, off until reset(). */
export async function testBoard(change: Partial<EmulatedBoardOptions> = {}): Promise<TestBoard> {
  return new TestBoard({
    hex: committedFirmware('fsr8'),
    scenario: await loadScenario('long-sit'),
    seed: 1,
    layout: fsr8,
    startMs: mondayMs,
    ...change,
  })
}

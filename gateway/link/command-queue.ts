/**
 * Commands to the board, one at a time. Each ends with the board's `A` or `E`, or with a timeout. The queue outlives
 * connections: commands that are waiting when the port closes are answered with `no-cushion`.
 */
import {
  type AckMessage,
  encodeHostCommand,
  type HostCommand,
  type RefusedMessage,
} from '../../firmware-protocol/index.ts'

export type CommandAnswer =
  /** `args`: the fields of the answer after the name. */
  | { readonly ok: true; readonly args: readonly string[] }
  | {
      readonly ok: false
      readonly code: 'invalid' | 'no-cushion' | 'busy' | 'timeout' | 'refused-by-board' | 'not-supported'
      /** A sentence for people. */
      readonly message: string
    }

interface Waiting {
  readonly command: HostCommand
  readonly timeoutMs: number
  readonly answer: (answer: CommandAnswer) => void
  /** Set when the board reported a broken line: a command is repeated only once. */
  repeated: boolean
}

const maxWaiting = 8
const names: Record<HostCommand['type'], string> = {
  hello: 'HELLO?',
  ping: 'PING',
  rate: 'RATE',
  buzz: 'BUZZ',
  id: 'ID',
  constants: 'CAL?',
  keep: 'CAL',
}

export class CommandQueue {
  readonly #accepted: (command: HostCommand) => void
  readonly #waiting: Waiting[] = []
  #flying: { waiting: Waiting; untilMs: number } | null = null
  #online = false

  /** `accepted` is called for every command that a board accepted. */
  constructor(accepted: (command: HostCommand) => void) {
    this.#accepted = accepted
  }

  get idle(): boolean {
    return this.#flying === null && this.#waiting.length === 0
  }

  send(command: HostCommand, timeoutMs: number): Promise<CommandAnswer> {
    try {
      encodeHostCommand(command)
    } catch (error) {
      return Promise.resolve(failed('invalid', error instanceof Error ? error.message : String(error)))
    }
    if (!this.#online) return Promise.resolve(noCushion)
    if (this.#waiting.length >= maxWaiting) {
      return Promise.resolve(
        failed('busy', 'Too many commands are waiting for the cushion. Try again in a few seconds.'),
      )
    }
    return new Promise((answer) => {
      this.#waiting.push({ command, timeoutMs, answer, repeated: false })
    })
  }

  /** Online after the board's hello; offline once it is gone and no answer can come. */
  setOnline(online: boolean): void {
    this.#online = online
    if (online) return
    this.#finish(noCushion)
    for (const waiting of this.#waiting.splice(0)) waiting.answer(noCushion)
  }

  /** Sends the next command and gives up one that is late; `write` says whether the bytes went out. */
  tick(nowMs: number, write: (command: HostCommand) => boolean): void {
    if (this.#flying !== null && nowMs >= this.#flying.untilMs) {
      const name = names[this.#flying.waiting.command.type]
      this.#finish(
        failed(
          'timeout',
          `The cushion did not answer ${name} in time. Readings are not affected. Try again.`,
        ),
      )
    }
    const next = this.#flying === null ? this.#waiting.shift() : undefined
    if (next === undefined) return
    // Set before writing, because a board in this process answers within the call.
    this.#flying = { waiting: next, untilMs: nowMs + next.timeoutMs }
    if (write(next.command)) return
    this.#flying = null
    this.#waiting.unshift(next)
  }

  /** The answer to the command in flight: an `A` line, or what was asked for: the hello, the constants. */
  done(message: Pick<AckMessage, 'command' | 'args'>): void {
    const flying = this.#flying
    if (flying === null || names[flying.waiting.command.type] !== message.command) return
    this.#accepted(flying.waiting.command)
    this.#finish({ ok: true, args: message.args })
  }

  refused(message: RefusedMessage): void {
    const flying = this.#flying
    if (flying === null) return
    const name = names[flying.waiting.command.type]
    if (message.command !== null && message.command !== name) return
    if (message.code === 'crc' && !flying.waiting.repeated) {
      flying.waiting.repeated = true
      this.#flying = null
      this.#waiting.unshift(flying.waiting)
      return
    }
    this.#finish(refusal(message.code, name))
  }

  #finish(answer: CommandAnswer): void {
    const flying = this.#flying
    this.#flying = null
    flying?.waiting.answer(answer)
  }
}

function failed(code: Extract<CommandAnswer, { ok: false }>['code'], message: string): CommandAnswer {
  return { ok: false, code, message }
}

const noCushion = failed(
  'no-cushion',
  'The cushion is not connected, so nothing was sent to it. Connect it and try again.',
)

function refusal(code: string, name: string): CommandAnswer {
  switch (code) {
    case 'unknown':
      return failed('not-supported', `This cushion's firmware does not know ${name}. Nothing was changed.`)
    case 'empty':
      return failed('refused-by-board', `The cushion keeps nothing that ${name} asks for.`)
    case 'busy':
      return failed('busy', `The cushion is busy and did not carry out ${name}. Try again in a few seconds.`)
    case 'range':
      return failed(
        'refused-by-board',
        `The cushion does not accept this value for ${name}. Nothing was changed.`,
      )
    default:
      return failed('refused-by-board', `The cushion refused ${name} (${code}). Nothing was changed.`)
  }
}

/** One real process of the arrangement: started, killed, stopped and continued, always by its own process id. */
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../sitbone.ts', import.meta.url))
const clockShift = fileURLToPath(new URL('clock-shift.ts', import.meta.url))
const keptLog = 20_000

export interface PartOptions {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Called when it is killed, for a child that would outlive it. */
  readonly alsoKill?: () => void
  /** Another user than ours, for servers that refuse to run as root. */
  readonly runAs?: { readonly uid?: number; readonly gid?: number }
}

/** A role of Sitbone. Its wall clock is the computer's plus the number in the file (ms): see clock-shift.ts. */
export const sitbonePart = (
  name: string,
  args: readonly string[],
  more: { env: Readonly<Record<string, string>>; clockFile: string },
): Part =>
  new Part({
    name,
    command: process.execPath,
    args: ['--import', clockShift, program, ...args],
    env: { ...more.env, CHAOS_CLOCK_FILE: more.clockFile },
  })

export class Part {
  readonly name: string
  /** How often it ended by itself, which a role never should. */
  endedByItself = 0
  readonly #options: PartOptions
  #child: ChildProcess | null = null
  #exited: Promise<void> = Promise.resolve()
  #wanted = false
  #closed = false
  #startedAtMs = 0
  #takesClock = false
  #log = ''

  constructor(options: PartOptions) {
    this.name = options.name
    this.#options = options
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }
  get running(): boolean {
    return this.#child !== null
  }
  /** Settles when the process is gone, however it ended. */
  get ended(): Promise<void> {
    return this.#exited
  }
  /** Real ms since it was started; 0 when it does not run. */
  get ageMs(): number {
    return this.#child === null ? 0 : performance.now() - this.#startedAtMs
  }
  /** It runs, and reads its clock again on SIGUSR2: see clock-shift.ts. */
  get takesClock(): boolean {
    return this.#child !== null && this.#takesClock
  }
  /** The end of its output, for people who look for the cause of a fault. */
  get log(): string {
    return this.#log
  }

  start(): void {
    if (this.#child !== null || this.#closed) return
    const { command, args, env = {}, cwd, runAs } = this.#options
    const path = `${process.env.PATH ?? ''}:/usr/bin:/usr/sbin:/usr/local/sbin`
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd,
      ...runAs,
      env: {
        PATH: path,
        HOME: process.env.HOME,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        ...env,
      },
    })
    this.#child = child
    this.#wanted = true
    this.#startedAtMs = performance.now()
    this.#takesClock = false
    const say = (chunk: Buffer) => {
      if (chunk.includes('[the clock can be shifted]')) this.#takesClock = true
      this.#log = (this.#log + chunk.toString()).slice(-keptLog)
    }
    child.stdout?.on('data', say)
    child.stderr?.on('data', say)
    child.once('error', (error) => say(Buffer.from(`${this.#options.command}: ${error.message}\n`)))
    this.#exited = new Promise((resolve) => {
      const ended = (code: number | null, signal: NodeJS.Signals | null) => {
        if (this.#child !== child) return
        if (this.#wanted) {
          this.endedByItself++
          say(Buffer.from(`[ended by itself: ${signal ?? `status ${code}`}]\n`))
        }
        this.#child = null
        resolve()
      }
      // A child of its own may hold the output open; one that could not be started has no exit.
      child.once('exit', ended)
      child.once('close', ended)
    })
  }

  signal(name: NodeJS.Signals): void {
    this.#child?.kill(name)
    if (name === 'SIGKILL') this.#options.alsoKill?.()
  }

  /** Ends it for good, even if somebody wants to start it again; what is stopped is ended, too. */
  async close(): Promise<void> {
    this.#closed = true
    await this.end('SIGKILL')
  }

  /** Ends it and waits; SIGTERM becomes SIGKILL after 10 s. Gives whether it had to. */
  async end(name: 'SIGTERM' | 'SIGKILL'): Promise<{ hard: boolean }> {
    this.#wanted = false
    let hard = name === 'SIGKILL'
    this.signal(name)
    const impatience = setTimeout(() => {
      hard = true
      this.signal('SIGKILL')
    }, 10_000)
    await this.#exited
    clearTimeout(impatience)
    return { hard }
  }
}

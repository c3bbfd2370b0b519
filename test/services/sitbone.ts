/** Sitbone in a separate process, as people run it. Stopped only by process id. */
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../sitbone.ts', import.meta.url))

export interface Running {
  readonly pid: number | undefined
  /** All its output so far, from both streams. */
  said(): string
  readonly exited: Promise<{ code: number | null; out: string; err: string }>
  stop(): Promise<void>
  kill(): Promise<void>
  signal(name: NodeJS.Signals): void
}

export function runSitbone(
  args: readonly string[],
  options: {
    env?: Record<string, string | undefined>
    cwd?: string
    program?: string
    /** Starts it with another program than the Node of the tests. */
    command?: readonly [string, ...string[]]
  } = {},
): Running {
  const [file, ...before] = options.command ?? [process.execPath, options.program ?? program]
  const child: ChildProcess = spawn(file, [...before, ...args], {
    cwd: options.cwd,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TZ: process.env.TZ,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  const exited = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, out, err }))
  })
  const end = async (name: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(name)
    const hard = setTimeout(() => child.kill('SIGKILL'), 5000)
    await exited
    clearTimeout(hard)
  }
  return {
    pid: child.pid,
    said: () => out + err,
    exited,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    signal: (name) => child.kill(name),
  }
}

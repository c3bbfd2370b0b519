/** Helper processes of benchmarks (JSON lines on their outputs), and the cost of a process. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface HelperProcess {
  readonly child: ChildProcess
  /** Its next line, as JSON. Rejects if it ended instead. */
  next(): Promise<Record<string, unknown>>
  say(message: object): void
  stop(): Promise<void>
}

/** Starts `file` of this folder with Node; both directions use JSON lines. */
export function startHelper(file: string, args: readonly string[]): HelperProcess {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const child = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    child,
    async next() {
      const { value, done } = await lines.next()
      if (done === true) throw new Error(`${file} ended early.`)
      return JSON.parse(value)
    },
    say: (message) => void child.stdin?.write(`${JSON.stringify(message)}\n`),
    stop: () => endProcess(child),
  }
}

/** SIGTERM, and after some seconds SIGKILL. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const hard = setTimeout(() => child.kill('SIGKILL'), 4000)
  await ended
  clearTimeout(hard)
}

export interface Cost {
  /** Processor time used since its start (s). */
  readonly cpuS: number
  readonly rssMb: number
}

/** Resource use of a process; null without /proc (Linux only). */
export function costOf(pid: number | undefined): Cost | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = Number(fields[11]) + Number(fields[12])
    const rss = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return { cpuS: ticks / 100, rssMb: Number(rss) / 1024 }
  } catch {
    return null
  }
}

/** Processor time (s) of processes and of all that they started, as long as it runs. */
export function cpuOfTrees(pids: readonly (number | undefined)[]): number {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    const parent = /^PPid:\s+(\d+)/m.exec(statusOf(name))?.[1]
    if (parent !== undefined) parents.set(Number(name), Number(parent))
  }
  const isBelow = (pid: number | undefined): boolean =>
    pid !== undefined && (pids.includes(pid) || isBelow(parents.get(pid)))
  return [...parents.keys()].filter(isBelow).reduce((sum, pid) => sum + (costOf(pid)?.cpuS ?? 0), 0)
}

function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return ''
  }
}

/** Share of one core (%) that a process used between two samples, `s` seconds apart. */
export const cpuPercent = (before: Cost | null, after: Cost | null, s: number): number | null =>
  before === null || after === null ? null : ((after.cpuS - before.cpuS) / s) * 100

export const onlyLinux = 'processor and memory of a process are read from /proc, which only Linux has'

/**
 * A serial cable made of two pseudo-terminals: what is written to one end is read at the other. `kill()` is the
 * unplugged cable; for a replug, start a pair again with the same `dir`.
 *
 *   board (test) --- a  <== socat ==>  b --- serialport (gateway)
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitFor } from './wait-for.ts'

export interface PtyPair {
  /** Paths of the two ends, symbolic links to the ptys. They stay the same over a replug in the same `dir`. */
  readonly a: string
  readonly b: string
  readonly pid: number
  /** Ends it and removes what it made; may be called again. */
  stop(): Promise<void>
  /** Kills it, like a pulled cable: both ends vanish. The folder stays for a replug. */
  kill(): Promise<void>
}

export async function startPtyPair(options: { dir?: string } = {}): Promise<PtyPair> {
  const ownDir = options.dir === undefined
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'sitbone-pty-')))
  const a = join(dir, 'a')
  const b = join(dir, 'b')
  await unlinkBoth(a, b)
  const child = spawn('socat', [`pty,raw,echo=0,link=${a}`, `pty,raw,echo=0,link=${b}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-2000)
  })
  const failed = new Promise<never>((_, reject) => {
    child.once('error', (cause) =>
      reject(new Error('socat could not be started; is it installed?', { cause })),
    )
    child.once('exit', (code) => reject(new Error(`socat ended at once (status ${code}): ${said.trim()}`)))
  })
  failed.catch(() => {})
  await Promise.race([waitFor(() => existsSync(a) && existsSync(b), { what: 'both ptys of socat' }), failed])
  const pid = child.pid
  if (pid === undefined) throw new Error('socat runs without a process id.')
  return {
    a,
    b,
    pid,
    async stop() {
      await end(child, 'SIGTERM')
      await (ownDir ? rm(dir, { recursive: true, force: true }) : unlinkBoth(a, b))
    },
    async kill() {
      await end(child, 'SIGKILL')
      // A killed socat leaves its links dangling.
      await unlinkBoth(a, b)
    },
  }
}

async function unlinkBoth(a: string, b: string): Promise<void> {
  await Promise.all([rm(a, { force: true }), rm(b, { force: true })])
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  const hard = setTimeout(() => child.kill('SIGKILL'), 3000)
  await exited
  clearTimeout(hard)
}

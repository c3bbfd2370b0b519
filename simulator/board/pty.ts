/**
 * A virtual board on a pseudo-terminal, for programs that only know serial ports. Node cannot create pseudo-terminals, so socat
 * does, connected to the board through a loopback port.
 *
 *   program <-> link -> /dev/pts/N <-> socat <-> tcp on loopback <-> the board
 *
 * socat waits until a program opens the link and only then connects, so opening resets the board as DTR does, and no old frames
 * pile up. When the program closes the link, socat ends and a new one replaces it.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { lstat, readlink, unlink } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { type ServedBoard, SimulatorUnavailable, serveTcp } from './tcp.ts'

const startMs = 5000
const endMs = 3000
const pollMs = 20
const againMs = 100

export interface ServedPty {
  readonly link: string
  /** Ends socat and removes the link. Idempotent. */
  stop(): Promise<void>
}

/**
 * Rejects with SimulatorUnavailable when socat (or `program`) is missing, or when the name exists and is not a link.
 */
export async function servePty(
  board: ServedBoard,
  link: string,
  { program = 'socat' }: { program?: string } = {},
): Promise<ServedPty> {
  await removeOldLink(link)
  const tcp = await serveTcp(board, { host: '127.0.0.1', port: 0 })
  const stopping = new AbortController()
  let socat: Socat
  try {
    socat = await startSocat(link, { program, port: tcp.port })
  } catch (error) {
    await tcp.stop()
    throw error
  }
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await socat.ended
      if (stopping.signal.aborted) return
      await delay(againMs, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
      await removeOldLink(link)
        .then(() => startSocat(link, { program, port: tcp.port }))
        .then((next) => {
          socat = next
        })
        // The link's name is taken or socat was removed meanwhile: try again, like a cushion on a loose plug.
        .catch(() => {})
    }
  })()
  return {
    link,
    stop: async () => {
      stopping.abort()
      await socat.end()
      await running
      await socat.end()
      await tcp.stop()
    },
  }
}

interface Socat {
  readonly ended: Promise<void>
  end(): Promise<void>
}

/** Resolves when the link exists. */
async function startSocat(
  link: string,
  { program, port }: { program: string; port: number },
): Promise<Socat> {
  const pty = `pty,raw,echo=0,wait-slave,pty-interval=0.02,link=${link}`
  const child = spawn(program, ['-d', '-d', '-t', '0.1', pty, `tcp:127.0.0.1:${port}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000)
  })
  let missing: NodeJS.ErrnoException | null = null
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
    child.once('error', (error) => {
      missing = error
      resolve()
    })
  })
  const socat = { ended, end: () => end(child, ended) }
  let over = false
  void ended.then(() => {
    over = true
  })
  for (let waited = 0; waited < startMs && !over; waited += pollMs) {
    if ((await readlink(link).catch(() => null)) !== null) return socat
    await delay(pollMs)
  }
  await socat.end()
  throw new SimulatorUnavailable(whyNot(missing, { link, said }))
}

function whyNot(error: NodeJS.ErrnoException | null, { link, said }: { link: string; said: string }): string {
  if (error?.code === 'ENOENT') {
    return 'A pseudo-terminal needs the program socat, which is not installed; no cushion is offered there. Install it (Debian, Ubuntu: sudo apt install socat; macOS: brew install socat), or use --tcp 127.0.0.1:7700 instead.'
  }
  // Lines look like `2026/11/21 03:13:08 socat[12861] E symlink("/dev/pts/1", ...): No such file or directory`.
  const last = /\] E (.*)/.exec(said)?.[1]
  return `socat could not make ${link}: ${error?.message ?? (last || 'it said nothing')}. No cushion is offered there. Check that its folder exists and is writable, or give another path with --pty.`
}

/** A killed socat leaves a dangling link behind; anything else with that name is not ours to remove. */
async function removeOldLink(link: string): Promise<void> {
  const found = await lstat(link).catch(() => null)
  if (found === null) return
  if (!found.isSymbolicLink()) {
    throw new SimulatorUnavailable(
      `${link} is there already and is not a link, so the simulator leaves it alone and offers no cushion there. Give another path with --pty.`,
    )
  }
  await unlink(link)
}

async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), endMs)
  await ended
  clearTimeout(timer)
}

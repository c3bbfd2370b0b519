/** Child processes: run one to its end, hand over to one for good, or read what one prints. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter } from 'node:path'
import { inRepo } from './say.mjs'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
/** Longer than any orderly stop takes; then the child is ended hard. */
const patienceMs = 8000

/** Our own tools first, and the folders where services such as mosquitto live. */
function childEnv() {
  const sbin = process.platform === 'win32' ? [] : ['/usr/local/sbin', '/usr/sbin']
  const path = [inRepo('node_modules/.bin'), process.env.PATH ?? '', ...sbin].join(delimiter)
  return { ...process.env, PATH: path }
}

/** Runs a program with our terminal. Resolves with its exit status, 128 + n when signal n ended it. */
export function runChild(file, args, options = {}) {
  const child = spawn(file, args, { cwd: inRepo(), stdio: 'inherit', env: childEnv(), ...options })
  return new Promise((resolve, reject) => {
    let hardEnd = null
    const onSignal = (signal) => {
      if (hardEnd !== null) return
      hardEnd = setTimeout(() => child.kill('SIGKILL'), patienceMs)
      // Ctrl-C in a terminal has reached the child already, as one of the same foreground group; a second one at
      // once could be taken for impatience.
      if (signal === 'SIGINT' && options.detached !== true && process.stdin.isTTY) return
      child.kill(signal)
    }
    const done = () => {
      clearTimeout(hardEnd)
      for (const signal of signals) process.off(signal, onSignal)
    }
    for (const signal of signals) process.on(signal, onSignal)
    child.once('error', (error) => {
      done()
      reject(error)
    })
    child.once('exit', (status, signal) => {
      done()
      resolve(status ?? 128 + (constants.signals[signal] ?? 0))
    })
  })
}

/**
 * Makes this process the given Node program. Where Node can, it really is replaced: no second process in memory, and
 * signals and exit status are the program's own. Else it stays as a parent that passes both on.
 */
export function handOver(node, programAndArgs, nodeFlags = []) {
  const args = [
    ...nodeFlags,
    '--import',
    new URL('./watch-parent.mjs', import.meta.url).href,
    ...programAndArgs,
  ]
  // What was compiled is kept for the next start, which is quicker then and takes 25 MB less.
  // One heap for all threads (glibc): the few that run here never wait for each other, and it saves some megabytes.
  const env = {
    NODE_COMPILE_CACHE: inRepo('node_modules/.cache/sitbone'),
    MALLOC_ARENA_MAX: '1',
    ...childEnv(),
  }
  if (typeof process.execve === 'function' && process.platform !== 'win32') {
    process.execve(node, [node, ...args], env)
  }
  // Without a terminal it gets a group of its own, so that a signal to our whole group reaches it once, through us.
  return runChild(node, args, { cwd: process.cwd(), detached: !process.stdin.isTTY, env })
}

/** Runs a program silently. Resolves with its status (null when it could not run) and what it printed. */
export function capture(file, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: inRepo(), stdio: ['ignore', 'pipe', 'ignore'], ...options })
    let stdout = ''
    child.stdout.on('data', (chunk) => {
      stdout += chunk
    })
    child.once('error', () => resolve({ status: null, stdout }))
    child.once('close', (status) => resolve({ status, stdout }))
  })
}

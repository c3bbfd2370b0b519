/** Child processes: run one to its end, hand over to one, or read its output. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter } from 'node:path'
import { inRepo } from './say.mjs'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
/** Longer than any orderly stop; then the child is killed. */
const patienceMs = 8000

/** Our own tools first, then the folders of services such as mosquitto. */
function childEnv() {
  const sbin = process.platform === 'win32' ? [] : ['/usr/local/sbin', '/usr/sbin']
  const path = [inRepo('node_modules/.bin'), process.env.PATH ?? '', ...sbin].join(delimiter)
  return { ...process.env, PATH: path }
}

/** Runs a program in our terminal. Resolves with its exit status, 128 + n if signal n ended it. */
export function runChild(file, args, options = {}) {
  const child = spawn(file, args, { cwd: inRepo(), stdio: 'inherit', env: childEnv(), ...options })
  return new Promise((resolve, reject) => {
    let hardEnd = null
    const onSignal = (signal) => {
      if (hardEnd !== null) return
      hardEnd = setTimeout(() => child.kill('SIGKILL'), patienceMs)
      // Ctrl-C in a terminal has already reached the child, which is in the same foreground group; a second signal could force
      // it to quit. On Windows every signal comes from the console, to both, and `kill` would end the child at once.
      if (process.platform === 'win32') return
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
 * Turns this process into the given Node program. Where Node can, it is really replaced: no second process in memory, and
 * direct signals and exit status. Otherwise it stays as a parent that forwards both.
 */
export function handOver(node, programAndArgs, nodeFlags = []) {
  const args = [
    ...nodeFlags,
    '--import',
    new URL('./watch-parent.mjs', import.meta.url).href,
    ...programAndArgs,
  ]
  // Caches compiled code: the next start is faster and takes 25 MB less.
  // One heap for all threads (glibc) saves some megabytes, and the few threads here never contend.
  const env = {
    NODE_COMPILE_CACHE: inRepo('node_modules/.cache/sitbone'),
    MALLOC_ARENA_MAX: '1',
    ...childEnv(),
  }
  if (typeof process.execve === 'function' && process.platform !== 'win32') {
    process.execve(node, [node, ...args], env)
  }
  // Without a terminal it gets its own group, so that a signal to our group reaches it once, through us. Windows has no such
  // groups, and a detached program there opens a window.
  const detached = !process.stdin.isTTY && process.platform !== 'win32'
  return runChild(node, args, { cwd: process.cwd(), detached, env })
}

/** Runs a program silently. Resolves with its status (null if it could not run) and output. */
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

/**
 * Preloaded into the started program: stops it in order when its parent process is gone. npm passes SIGTERM only to its shell,
 * and the shell dies without telling its child, which would keep running and hold its port.
 */
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  const startedBy = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === startedBy && isRunning(startedBy)) return
    clearInterval(timer)
    // Not by process.kill, which on Windows ends a program at once.
    if (!process.emit('SIGTERM', 'SIGTERM')) process.exit(143)
  }, 500)
  timer.unref()
}

/** Windows goes on naming a parent that is gone. */
function isRunning(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

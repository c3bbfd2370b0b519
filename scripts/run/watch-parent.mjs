/**
 * Preloaded into the started program: stops it in order when its parent process is gone. npm passes SIGTERM only to its shell,
 * and the shell dies without telling its child, which would keep running and hold its port.
 */
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  const startedBy = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === startedBy) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, 500)
  timer.unref()
}

/**
 * Preloaded into what is started: ends it in order when the process that started it is gone. npm passes SIGTERM to
 * its shell only, and the shell dies without telling its child, which would go on unseen and keep its port.
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

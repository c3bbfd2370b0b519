/** When the browser has painted a reading: the task after the animation frame that follows the socket's message. */
import { setTimeout as delayFor } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import type { TimedBoard } from './timed-board.ts'

/** Call before the page is opened. Keeps each reading's number and the browser's time of the paint. */
export async function countPaints(page: Page): Promise<void> {
  await page.addInitScript({
    content: `
      window.benchPaints = []
      const Plain = window.WebSocket
      window.WebSocket = class extends Plain {
        constructor(...given) {
          super(...given)
          this.addEventListener('message', ({ data }) => {
            const seq = typeof data === 'string' && /^\\d*\\["live",/.test(data) && /"seq":(\\d+)/.exec(data)
            if (!seq) return
            requestAnimationFrame(() => {
              const { port1, port2 } = new MessageChannel()
              port1.onmessage = () => window.benchPaints.push([Number(seq[1]), performance.now()])
              port2.postMessage(0)
            })
          })
        }
      }`,
  })
}

/** Delays (ms) of the readings painted during the measurement. */
export async function paintDelays(
  page: Page,
  { board, lookS }: { board: TimedBoard; lookS: number },
): Promise<number[]> {
  await page.evaluate('window.benchPaints.length = 0')
  await delayFor(lookS * 1000)
  const offsetMs = await clockOffset(page)
  const paints: unknown = await page.evaluate('window.benchPaints')
  if (!Array.isArray(paints)) return []
  const delays: number[] = []
  for (const [seq, paintMs] of paints) {
    const sent = board.sentMs(Number(seq))
    if (sent !== undefined) delays.push(Number(paintMs) - offsetMs - sent)
  }
  return delays
}

/** The page's performance.now() minus ours, from the fastest of some round trips: right to about half a millisecond. */
async function clockOffset(page: Page): Promise<number> {
  let best = { tookMs: Number.POSITIVE_INFINITY, offsetMs: 0 }
  for (let i = 0; i < 40; i++) {
    const askedMs = performance.now()
    const theirMs = Number(await page.evaluate('performance.now()'))
    const tookMs = performance.now() - askedMs
    if (tookMs < best.tookMs) best = { tookMs, offsetMs: theirMs - (askedMs + tookMs / 2) }
  }
  return best.offsetMs
}

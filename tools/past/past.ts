/**
 * Gives the demo its past fortnight, so that no page is empty on the first day: a worker thread simulates it through the same
 * core into the same store. Today comes first, because the live core continues from its end.
 */
import { Worker } from 'node:worker_threads'
import type { CoreSnapshot } from '../../core/model/types.ts'
import type { Log } from '../../platform/log.ts'
import type { CushionSetting } from '../../settings/cushion-settings.ts'
import type { StoreSetting } from '../../store/store-url.ts'

export interface PastRequest {
  readonly store: StoreSetting
  readonly cushion: Omit<CushionSetting, 'port' | 'lines'>
  readonly gateway: string
  readonly scenario: string
  readonly seed: number
  readonly zone: string
  readonly dayStartHour: number
  readonly nowMs: number
  readonly days: number
  /** False if only earlier days are missing, because a filling was interrupted. */
  readonly withToday: boolean
}

export type PastMessage =
  | { readonly kind: 'today'; readonly snapshot: CoreSnapshot | null }
  | { readonly kind: 'progress'; readonly done: number; readonly of: number }
  | { readonly kind: 'done'; readonly readings: number }

export interface PastFilling {
  /** The core's state at the end of today's part; null without one. */
  readonly today: Promise<CoreSnapshot | null>
  /** True once everything is in the store, false if it ended early. */
  readonly complete: Promise<boolean>
  stop(): Promise<void>
}

export function fillPast(request: PastRequest, log: Log): PastFilling {
  const began = performance.now()
  const worker = new Worker(new URL('./past-worker.ts', import.meta.url), {
    workerData: request,
    // Node 22 would say in each new thread that its SQLite is experimental. The program's own flags are not passed on: Node refuses
    // those for memory, with which `npm start` runs, and they hold for every thread anyway.
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
  let told = 0
  const { promise: complete, resolve: end } = Promise.withResolvers<boolean>()
  const today = new Promise<CoreSnapshot | null>((resolve) => {
    worker.on('message', (message: PastMessage) => {
      if (message.kind === 'today') resolve(message.snapshot)
      else if (message.kind === 'progress') {
        if (performance.now() - told < 1000) return
        told = performance.now()
        log.info(
          {},
          `The simulated sitter's past fortnight: ${Math.round((100 * message.done) / message.of)} %`,
        )
      } else {
        end(true)
        const seconds = ((performance.now() - began) / 1000).toFixed(1)
        log.info(
          { readings: message.readings },
          `The simulated sitter's past fortnight is in the store: ${message.readings} readings in ${seconds} s.`,
        )
      }
    })
    worker.on('error', (error) => {
      log.warn(
        { error: error.message },
        `The simulated past is incomplete: ${error.message}. Live readings are not affected.`,
      )
      resolve(null)
    })
    worker.on('exit', () => {
      end(false)
      resolve(null)
    })
  })
  return {
    today,
    complete,
    async stop() {
      await worker.terminate()
    },
  }
}

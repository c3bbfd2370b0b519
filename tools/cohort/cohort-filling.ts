/** Prepares the chapters of a cohort in a thread of its own, and says how far it is. */
import { Worker } from 'node:worker_threads'
import type { Layout } from '../../core/model/schemas/layout.ts'
import type { StoreSetting } from '../../store/store-url.ts'
import type { Chapter } from './chapters.ts'
import type { SatDay } from './check-ins.ts'

export interface FillingRequest {
  readonly store: StoreSetting
  readonly gateway: string
  readonly layout: Layout
  readonly zone: string
  readonly startHour: number
  /** Those that are still missing, in the order in which they are made. */
  readonly chapters: readonly Chapter[]
}

export type FillingMessage =
  | { readonly kind: 'progress'; readonly id: string; readonly share: number }
  /** In the store. */
  | { readonly kind: 'chapter'; readonly id: string; readonly sat: readonly SatDay[] }

export interface Filling {
  stop(): Promise<unknown>
}

export interface FillingHandlers {
  progress(id: string, share: number): void
  chapter(id: string, sat: readonly SatDay[]): void
  failed(reason: string): void
}

export function fillCohort(request: FillingRequest, { progress, chapter, failed }: FillingHandlers): Filling {
  const worker = new Worker(new URL('./cohort-worker.ts', import.meta.url), {
    workerData: request,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
  worker.on('message', (message: FillingMessage) => {
    if (message.kind === 'progress') progress(message.id, message.share)
    else chapter(message.id, message.sat)
  })
  worker.on('error', (error) => failed(error.message))
  return { stop: () => worker.terminate() }
}

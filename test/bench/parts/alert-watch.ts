/** Watches a core while days go by: when a person is told something, and what there was to tell. */

import { restMs } from '../../../core/limits/reminders.ts'
import { alertGroup } from '../../../core/model/alerts.ts'
import { type Level, levels } from '../../../core/model/levels.ts'
import type { CushionEvent } from '../../../core/model/schemas/events.ts'
import type { CushionState } from '../../../core/model/schemas/state.ts'
import type { CoreOutput } from '../../../core/model/types.ts'
import { Crossings } from './crossings.ts'

/** A moment at which a person is told something. */
interface Told {
  readonly atMs: number
  readonly level: Level
  readonly standing: boolean
}

const sampleMs = 1000
const rank = (level: Level): number => levels.indexOf(level)

export class AlertWatch {
  readonly told: Told[] = []
  readonly alertIds = new Set<string>()
  raises = 0
  bouts = 0
  boutsInRed = 0
  readonly seconds = { seated: 0, seatedInRed: 0, standing: 0, standingWithAlert: 0 }
  /** Each raise of each limit. */
  readonly each = new Crossings()
  /** The highest level of all limits is reached: `warning`, `exceeded`. */
  readonly near = new Crossings()
  readonly reached = new Crossings()
  #sampledMs = 0

  step(output: CoreOutput, now: { readonly atMs: number; readonly seated: boolean }): void {
    const { atMs, seated } = now
    for (const event of output.events) this.#take(event, now)
    const began = output.events.some(({ kind }) => kind === 'bout-started')
    if (began) this.bouts++
    if (!began && atMs - this.#sampledMs < sampleMs) return
    const state = output.reading.state(atMs)
    if (began && state.level === 'exceeded') this.boutsInRed++
    this.#sample(state, { atMs, seated })
  }

  /** Those within the rest after the one before although no level rose. */
  tooSoon(): number {
    return this.told.filter((one, i) => {
      const before = this.told[i - 1]
      return before !== undefined && one.atMs - before.atMs < restMs && rank(one.level) <= rank(before.level)
    }).length
  }

  #take(event: CushionEvent, { atMs, seated }: { atMs: number; seated: boolean }): void {
    const { kind, alertKind, alertId = '', level = 'none' } = event
    if (kind === 'reminder') this.told.push({ atMs, level, standing: !seated })
    if (kind !== 'alert-raised' || alertKind === undefined || alertGroup(alertKind) !== 'limit') return
    this.raises++
    this.alertIds.add(alertId)
  }

  #sample({ alerts, level }: CushionState, { atMs, seated }: { atMs: number; seated: boolean }): void {
    const s = Math.min(2, (atMs - this.#sampledMs) / 1000)
    this.#sampledMs = atMs
    const limits = alerts.filter(({ kind }) => alertGroup(kind) === 'limit')
    const exceeded = limits.filter((alert) => alert.level === 'exceeded')
    const { seconds } = this
    if (seated) {
      seconds.seated += s
      if (level === 'exceeded') seconds.seatedInRed += s
    } else {
      seconds.standing += s
      if (limits.length > 0) seconds.standingWithAlert += s
    }
    const now = { atMs, seated }
    this.each.step([...limits.map(({ id }) => id), ...exceeded.map(({ id }) => `${id} exceeded`)], now)
    this.near.step(limits.length > 0 ? ['near'] : [], now)
    this.reached.step(exceeded.length > 0 ? ['reached'] : [], now)
  }
}

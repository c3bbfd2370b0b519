/** Brings diary, store and limits in force together for the pure rules, and carries a decision out. */

import type { DaySummary } from '../../../contract/days.ts'
import type { LoadSpikeAnswer, ProgressAnswer } from '../../../contract/diary.ts'
import { redFlagAdvice } from '../../../core/model/red-flags.ts'
import { baselineWeek, morningsOf } from '../../../core/progress/check-ins.ts'
import { type DailyLoad, loadSpike } from '../../../core/progress/load-spike.ts'
import { isValidDay, type Proposal, propose } from '../../../core/progress/suggestions.ts'
import { addDays } from '../../../core/time/calendar.ts'
import { type DayRule, ZoneDays } from '../../../core/time/zone-days.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Store } from '../../../store/store.ts'
import { DaysBuilder } from '../days/days.ts'
import { ProblemError, problem } from '../http/problems.ts'
import type { Directory } from '../live/directory.ts'
import type { Tolerances } from '../live/tolerance.ts'
import type { Diaries } from './diaries.ts'
import type { Diary, KeptDecision } from './diary.ts'

/** Days in an average count less and less: those before the last twelve weeks weigh 0.3 % together. */
const loadDays = 84
const shownMornings = 28

export interface DeskOptions {
  readonly diaries: Diaries
  readonly directory: Directory
  readonly store: Store
  readonly tolerances: Tolerances
  readonly day: DayRule
  readonly clock: Clock
}

/** One cushion as seen at one moment. */
export interface Desk {
  readonly cushion: string
  readonly simulated: boolean | null
  readonly diary: Diary
  readonly nowMs: number
  /** The sitter's day. */
  readonly today: string
}

const iso = (atMs: number): string => new Date(atMs).toISOString()

export class ProgressDesk {
  readonly #options: DeskOptions
  readonly days: ZoneDays

  constructor(options: DeskOptions) {
    this.#options = options
    this.days = new ZoneDays(options.day)
  }

  /** @throws ProblemError when the cushion is not known */
  async open(cushion: string): Promise<Desk> {
    const { directory, diaries, clock } = this.#options
    await directory.mustKnow(cushion)
    const simulated = await directory.simulated(cushion)
    const nowMs = directory.nowMs(cushion, clock.nowMs())
    return { cushion, simulated, diary: diaries.of(simulated), nowMs, today: this.days.at(nowMs).day }
  }

  async progress(desk: Desk): Promise<ProgressAnswer> {
    const { cushion, simulated, diary, today } = desk
    const tolerance = this.#options.directory.tolerance(cushion)
    const set = diary.baseline(cushion)
    const checkIns = this.#checkIns(desk)
    const decisions = diary.decisions(cushion)
    const openRedFlags = diary.openRedFlags(cushion)
    const summaries = await this.#summaries(desk, 7)
    const days = summaries.map(({ day, seatedS, recordedS, unknownS }) => ({
      day,
      seatedS,
      knownS: recordedS - unknownS,
    }))
    const week = baselineWeek(checkIns, today)
    const usual = set.morningPain ?? week.morningPain
    const paused = openRedFlags.length > 0
    const mornings = morningsOf(checkIns, usual).filter(({ day }) => day > addDays(today, -shownMornings))
    return {
      cushion,
      simulated,
      day: today,
      stage: tolerance?.stage ?? null,
      baseline: {
        morningPain: usual,
        setByPerson: set.morningPain !== null,
        comfortableBoutMin: set.comfortableBoutMin,
        firstDay: week.firstDay,
        doneOn: week.doneOn,
        mornings: week.mornings,
      },
      mornings: paused
        ? mornings.map(({ day, pain }) => ({ day, pain, change: null, colour: null }))
        : mornings,
      proposal: asJson(propose({ today, tolerance, days, checkIns, baseline: set, decisions, openRedFlags })),
      history: decisions.map(({ decidedAtMs, changes, reasons, ...rest }) => ({
        ...rest,
        decidedAt: iso(decidedAtMs),
        changes: [...changes],
        reasons: [...reasons],
      })),
      redFlags: redFlagsOf(desk),
    }
  }

  /** Accepting puts the suggested limits in force. The suggestion must still be the present one. */
  async decide(
    desk: Desk,
    asked: { proposalId: string; decision: 'accept' | 'decline' },
  ): Promise<ProgressAnswer> {
    const { cushion, diary, nowMs, today } = desk
    const { proposal } = await this.progress(desk)
    if (proposal.kind === 'hold' || proposal.kind === 'paused' || proposal.id !== asked.proposalId)
      throw new ProblemError(
        problem(
          'refused',
          'This suggestion is out of date: a check-in, the limits or the day have changed since. Nothing was changed. Please look at the new one.',
        ),
      )
    const decision: KeptDecision = {
      kind: proposal.kind,
      proposalId: proposal.id,
      decision: asked.decision === 'accept' ? 'accepted' : 'declined',
      day: today,
      decidedAtMs: nowMs,
      decidedBy: null,
      changes: proposal.changes,
      reasons: proposal.reasons,
    }
    // Written first: a step that nobody can prove would be suggested a second time.
    if (!diary.addDecision(cushion, decision))
      throw new ProblemError(
        problem('refused', 'You have already decided on this suggestion. Nothing was changed.'),
      )
    if (asked.decision === 'accept') await this.#putInForce(desk, proposal)
    return this.progress(desk)
  }

  async loadSpike(desk: Desk): Promise<LoadSpikeAnswer> {
    const { cushion, simulated, diary, today } = desk
    const head = { cushion, simulated, day: today }
    if (diary.openRedFlags(cushion).length > 0)
      return { ...head, paused: true, sentence: redFlagAdvice.join(' '), measures: [] }
    const summaries = await this.#summaries(desk, loadDays)
    const of = (name: 'seated' | 'left' | 'right') => {
      const days = summaries.map(
        (summary): DailyLoad => ({ day: summary.day, load: loadOf(summary, name, today) }),
      )
      return {
        name,
        unit: name === 'seated' ? ('min' as const) : ('kPa min' as const),
        ...loadSpike(days, today),
      }
    }
    return {
      ...head,
      paused: false,
      sentence:
        'Today so far, compared with the average of your last four weeks. It is only a comparison: no ratio is proven right for sitting.',
      measures: [of('seated'), of('left'), of('right')],
    }
  }

  async #putInForce({ cushion, diary }: Desk, { id, tolerance }: { id: string; tolerance: unknown }) {
    try {
      const answer = await this.#options.tolerances.set(cushion, tolerance)
      if ('problem' in answer) throw new ProblemError(answer.problem)
    } catch (error) {
      diary.removeDecision(cushion, id)
      throw error
    }
  }

  #checkIns({ cushion, diary, today }: Desk) {
    return diary.checkIns(cushion, { fromMs: 0, toMs: this.days.on(today).endMs })
  }

  /** Seated time and load of the last days and of today; a day without data is missing. */
  async #summaries({ cushion, today }: Desk, back: number): Promise<readonly DaySummary[]> {
    const first = this.days.on(addDays(today, -back))
    const last = this.days.on(today)
    const builder = new DaysBuilder(this.days.between(first.startMs, last.endMs))
    const range = { cushion, fromMs: first.startMs, toMs: last.endMs }
    for await (const chunk of this.#options.store.minutes(range)) builder.minutes(chunk)
    return builder.summaries()
  }
}

export const redFlagsOf = ({ cushion, diary }: Desk): ProgressAnswer['redFlags'] => ({
  open: [...diary.openRedFlags(cushion)],
  answers: diary.redFlagAnswers(cushion).map(({ answeredAtMs, clearedAtMs, flags, clearedBy }) => ({
    answeredAt: iso(answeredAtMs),
    flags: [...flags],
    clearedAt: clearedAtMs === null ? null : iso(clearedAtMs),
    clearedBy,
  })),
})

/** A past day that was recorded for a short while only would look like a day of rest: it is missing instead. */
function loadOf(summary: DaySummary, name: 'seated' | 'left' | 'right', today: string): number | null {
  const { day, seatedS, recordedS, unknownS } = summary
  if (day !== today && !isValidDay({ day, seatedS: Number.POSITIVE_INFINITY, knownS: recordedS - unknownS }))
    return null
  if (name === 'seated') return seatedS / 60
  return name === 'left' ? summary.leftPtiKpaMin : summary.rightPtiKpaMin
}

const asJson = ({ changes, reasons, ...rest }: Proposal): ProgressAnswer['proposal'] => ({
  ...rest,
  changes: [...changes],
  reasons: [...reasons],
})

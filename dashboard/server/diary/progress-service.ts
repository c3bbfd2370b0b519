/** Brings diary, store and limits in force together for the pure rules, and carries a decision out. */

import type { DaySummary } from '../../../contract/days.ts'
import type { LoadSpikeAnswer, ProgressAnswer } from '../../../contract/diary/diary.ts'
import { morningEndsHour } from '../../../core/model/diary/check-ins.ts'
import { redFlagAdvice } from '../../../core/model/diary/red-flags.ts'
import { type LimitName, limitBehind } from '../../../core/model/limits.ts'
import type { CushionEvent } from '../../../core/model/schemas/events.ts'
import type { Tolerance } from '../../../core/model/schemas/tolerance.ts'
import { fieldOf, limitFields } from '../../../core/model/tolerance-fields.ts'
import { type BaselineWeek, baselineWeek, morningsOf } from '../../../core/progress/check-ins.ts'
import { applyChanges } from '../../../core/progress/limit-steps.ts'
import { type DailyLoad, loadSpike } from '../../../core/progress/load-spike.ts'
import { isWatched, type Proposal, propose } from '../../../core/progress/suggestions.ts'
import { usualBoutS } from '../../../core/sitting/patterns.ts'
import { addDays } from '../../../core/time/calendar.ts'
import { Zone } from '../../../core/time/zone.ts'
import { type DayRule, ZoneDays } from '../../../core/time/zone-days.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Store } from '../../../store/store.ts'
import { DaysBuilder } from '../days/days.ts'
import { ProblemError, problem } from '../http/problems.ts'
import type { Directory } from '../live/directory.ts'
import type { Tolerances } from '../live/tolerance.ts'
import type { Diaries, DiaryBook } from './diaries.ts'
import type { KeptDecision } from './diary-rows.ts'

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
  readonly diary: DiaryBook
  readonly nowMs: number
  /** False for a simulated cushion that does not run: its clock is not that of this computer. */
  readonly clockKnown: boolean
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
    return {
      cushion,
      simulated,
      diary: diaries.of(simulated),
      nowMs,
      clockKnown: simulated !== true || directory.isOnline(cushion),
      today: this.days.at(nowMs).day,
    }
  }

  isMorning(atMs: number): boolean {
    const { day } = this.days.at(atMs)
    return atMs < new Zone(this.#options.day.zone).atMs(day, morningEndsHour * 60)
  }

  async progress(desk: Desk): Promise<ProgressAnswer> {
    const { cushion, simulated, diary, today } = desk
    const tolerance = this.#options.directory.tolerance(cushion)
    const { checkIns, set, week, usual, mornings: allMornings } = await this.mornings(desk)
    const decisions = await diary.decisions(cushion)
    const openRedFlags = await diary.openRedFlags(cushion)
    const summaries = await this.#summaries(desk, 7)
    const exceeded = await this.#exceeded(desk)
    const days = summaries.map(({ day, seatedS, recordedS, unknownS }) => ({
      day,
      seatedS,
      knownS: recordedS - unknownS,
      exceeded: [...(exceeded.get(day) ?? [])],
    }))
    const paused = openRedFlags.length > 0
    const usualBoutMin = tolerance?.boutMin === null ? await this.#usualBoutMin(desk, week) : null
    const mornings = allMornings.filter(({ day }) => day > addDays(today, -shownMornings))
    const lock = await this.#options.tolerances.lockOf(cushion)
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
        ? mornings.map(({ day, pain }) => ({ day, pain, change: null, colour: null, dayColour: null }))
        : mornings,
      proposal: asJson(
        propose({
          ...{ today, tolerance, days, checkIns, baseline: set, usualBoutMin, decisions, openRedFlags },
          lock,
        }),
      ),
      questions: [...(lock?.questions ?? [])],
      history: decisions.map(({ decidedAtMs, undoneAtMs, changes, reasons, before, ...rest }) => ({
        ...rest,
        decidedAt: iso(decidedAtMs),
        undoneAt: undoneAtMs === null ? null : iso(undoneAtMs),
        undoUntil: canUndo({ ...rest, decidedAtMs, changes, before }, { tolerance, nowMs: desk.nowMs })
          ? iso(decidedAtMs + undoMs)
          : null,
        changes: [...changes],
        reasons: [...reasons],
      })),
      redFlags: await redFlagsOf(desk),
    }
  }

  /** Every check-in so far, and the mornings among them against what is usual. */
  async mornings({ cushion, diary, today }: Desk) {
    const checkIns = await diary.checkIns(cushion, { fromMs: 0, toMs: this.days.on(today).endMs })
    const set = await diary.baseline(cushion)
    const week = baselineWeek(checkIns, today)
    const usual = set.morningPain ?? week.morningPain
    return { checkIns, set, week, usual, mornings: morningsOf(checkIns, usual) }
  }

  /** Accepting puts the suggested limits in force. The suggestion must still be the present one. */
  async decide(
    desk: Desk,
    asked: { proposalId: string; decision: 'accept' | 'decline'; by: string | null },
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
      decidedBy: asked.by,
      changes: proposal.changes,
      reasons: proposal.reasons,
      before: asked.decision === 'accept' ? this.#options.directory.tolerance(cushion) : null,
      undoneAtMs: null,
    }
    // Written first: a step without a record would be suggested a second time.
    if (!(await diary.addDecision(cushion, decision)))
      throw new ProblemError(
        problem('refused', 'You have already decided on this suggestion. Nothing was changed.'),
      )
    if (asked.decision === 'accept')
      await this.#putInForce(desk, proposal.tolerance).catch(async (error: unknown) => {
        await diary.removeDecision(cushion, proposal.id)
        throw error
      })
    return this.progress(desk)
  }

  /** Puts the limits back as they were before a step was accepted, within a day. */
  async undo(desk: Desk, { proposalId }: { proposalId: string }): Promise<ProgressAnswer> {
    const { cushion, diary, nowMs } = desk
    const tolerance = this.#options.directory.tolerance(cushion)
    const decision = (await diary.decisions(cushion)).find((each) => each.proposalId === proposalId)
    if (decision === undefined || !canUndo(decision, { tolerance, nowMs }))
      throw new ProblemError(
        problem(
          'refused',
          'This step can no longer be undone: more than a day has passed, or the limits have changed since. Nothing was changed. You can set your limits by hand.',
        ),
      )
    await this.#putInForce(desk, decision.before)
    await diary.undoDecision(cushion, { proposalId, atMs: nowMs })
    return this.progress(desk)
  }

  async loadSpike(desk: Desk): Promise<LoadSpikeAnswer> {
    const { cushion, simulated, diary, today } = desk
    const head = { cushion, simulated, day: today }
    if ((await diary.openRedFlags(cushion)).length > 0)
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

  async #putInForce({ cushion }: Desk, tolerance: unknown) {
    const answer = await this.#options.tolerances.set(cushion, tolerance)
    if ('problem' in answer) throw new ProblemError(answer.problem)
  }

  /** The limits that were exceeded on each of the last days. */
  async #exceeded({ cushion, today }: Desk): Promise<ReadonlyMap<string, ReadonlySet<LimitName>>> {
    const range = { fromMs: this.days.on(addDays(today, -7)).startMs, toMs: this.days.on(today).endMs }
    const found = new Map<string, Set<LimitName>>()
    for await (const events of this.#options.store.events({ cushion, ...range }))
      for (const event of events) {
        const { day } = this.days.at(Date.parse(event.at))
        found.set(day, new Set([...(found.get(day) ?? []), ...exceededBy(event)]))
      }
    return found
  }

  /** Of the sitting in the baseline week; null while that is not over. */
  async #usualBoutMin({ cushion }: Desk, { firstDay, doneOn }: BaselineWeek): Promise<number | null> {
    if (firstDay === null || doneOn === null) return null
    const range = { fromMs: this.days.on(firstDay).startMs, toMs: this.days.on(doneOn).startMs }
    const bouts = await this.#options.store.bouts({ cushion, ...range })
    const usualS = usualBoutS(bouts.map(({ boutS }) => boutS))
    return usualS === null ? null : usualS / 60
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

export const redFlagsOf = async ({ cushion, diary }: Desk): Promise<ProgressAnswer['redFlags']> => ({
  open: [...(await diary.openRedFlags(cushion))],
  answers: (await diary.redFlagAnswers(cushion)).map(({ answeredAtMs, clearedAtMs, flags, clearedBy }) => ({
    answeredAt: iso(answeredAtMs),
    flags: [...flags],
    clearedAt: clearedAtMs === null ? null : iso(clearedAtMs),
    clearedBy,
  })),
})

const undoMs = 86_400_000

/** Accepted less than a day ago, and the limits are still those that it put in force. */
function canUndo(
  {
    decision,
    decidedAtMs,
    before,
    changes,
  }: Pick<KeptDecision, 'decision' | 'decidedAtMs' | 'before' | 'changes'>,
  { tolerance, nowMs }: { tolerance: Tolerance | null; nowMs: number },
): boolean {
  if (decision !== 'accepted' || before === null || tolerance === null) return false
  const inForce = limitFields.every(
    (field) => fieldOf(tolerance, field) === fieldOf(applyChanges(before, changes), field),
  )
  return inForce && nowMs < decidedAtMs + undoMs
}

function exceededBy({ kind, level, limits, alertKind, side }: CushionEvent): readonly LimitName[] {
  if (level !== 'exceeded') return []
  if (kind === 'reminder') return limits ?? []
  const limit =
    kind !== 'alert-raised' || alertKind === undefined
      ? null
      : limitBehind({ kind: alertKind, side: side ?? null })
  return limit === null ? [] : [limit]
}

/** A past day that was recorded for a short while only would look like a day of rest: it is missing instead. */
function loadOf(summary: DaySummary, name: 'seated' | 'left' | 'right', today: string): number | null {
  const { day, seatedS, recordedS, unknownS } = summary
  if (day !== today && !isWatched(recordedS - unknownS)) return null
  if (name === 'seated') return seatedS / 60
  return name === 'left' ? summary.leftPtiKpaMin : summary.rightPtiKpaMin
}

const asJson = ({ changes, reasons, ...rest }: Proposal): ProgressAnswer['proposal'] => ({
  ...rest,
  changes: [...changes],
  reasons: [...reasons],
})

/** `GET /api/v1/cushions/{id}/review`: days, diary and limits brought together for the pure rules in core/review. */
import { Router } from 'express'
import type { ReviewAnswer } from '../../../contract/review.ts'
import { changedThings } from '../../../core/model/limit-variables.ts'
import { safetyText } from '../../../core/model/safety-text.ts'
import type { CheckIn, Morning } from '../../../core/progress/check-ins.ts'
import { limitHistory } from '../../../core/review/limit-history.ts'
import { review } from '../../../core/review/review.ts'
import { hasData, isValid, type ReviewDay } from '../../../core/review/review-days.ts'
import type { SurfaceNote } from '../../../core/review/surfaces.ts'
import { usualBoutS } from '../../../core/sitting/patterns.ts'
import { addDays, daysBetween } from '../../../core/time/calendar.ts'
import { version } from '../../../platform/version.ts'
import type { DayCache } from '../days/day-cache.ts'
import { withLimits } from '../days/limits-of-days.ts'
import { openDesk } from '../diary/diary-requests.ts'
import { type Desk, type DeskOptions, ProgressDesk } from '../diary/progress-service.ts'
import type { People } from '../people/people.ts'
import { type ReviewSpan, readSpan } from './review-span.ts'
import { seatsOf } from './seats.ts'

export interface ReviewApiOptions extends DeskOptions {
  readonly days: DayCache
  readonly people: People
}

export function reviewApi(options: ReviewApiOptions): Router {
  const router = Router()
  const desks = new ProgressDesk(options)
  const open = openDesk(desks)
  router.get('/cushions/:id/review', async (req, res) => {
    const desk = await open(req)
    const span = readSpan(req.query, desk.today)
    const seats = await seatsOf(options.people, req, { ...span, days: desks.days })
    res.json({ ...(await reviewOf({ ...options, desks }, desk, span)), seats } satisfies ReviewAnswer)
  })
  return router
}

interface Sources extends ReviewApiOptions {
  readonly desks: ProgressDesk
}

async function reviewOf(
  sources: Sources,
  desk: Desk,
  span: ReviewSpan,
): Promise<Omit<ReviewAnswer, 'seats'>> {
  const { desks, day: rule, directory } = sources
  const { cushion, simulated, diary, nowMs } = desk
  const { from, to, beforeFrom } = span
  const { all, limitChanges } = await reviewDays(sources, desk, beforeFrom)
  const days = all.filter(({ day }) => day >= from && day <= to)
  const { checkIns, usual, mornings } = await desks.mornings(desk)
  const found = review({
    zone: rule.zone,
    days,
    before: all.filter(({ day }) => day < from),
    mornings,
    checkIns,
    usualPain: usual,
    openRedFlags: await diary.openRedFlags(cushion),
    surfaces: await surfacesOf(desk),
  })
  const calibration = directory.calibration(cushion)
  const prescribed = (await diary.prescriptions.list(cushion)).map((made) => ({
    ...made,
    day: desks.days.at(made.atMs).day,
  }))
  const decisions = await diary.decisions(cushion)
  return {
    v: 1,
    cushion,
    simulated,
    from,
    to,
    tz: rule.zone,
    startHour: rule.startHour,
    madeAt: iso(nowMs),
    version,
    safety: safetyText,
    side: (await diary.entries.setup(cushion)).answers.side ?? null,
    limits: {
      inForce: directory.tolerance(cushion),
      changedAt: limitChanges.at(-1)?.at ?? null,
      prescribed: await prescribedOf(sources, desk),
    },
    usualPain: usual,
    ...found,
    quality: {
      ...found.quality,
      calibration: {
        mode: calibration?.mode ?? null,
        madeAt: calibration?.madeAt ?? null,
        ageDays: calibration?.ageDays ?? null,
        surface: calibration?.surface ?? null,
      },
    },
    days: chartDays(days, {
      checkIns,
      mornings,
      paused: found.paused,
      entries: await diary.entries.list(cushion, { fromMs: days[0]?.startMs ?? 0, toMs: nowMs + 1 }),
      decisions,
    }),
    limitHistory: limitHistory(decisions, limitChanges, prescribed)
      .map(({ atMs, changes, reasons, ...rest }) => ({
        ...rest,
        at: iso(atMs),
        day: desks.days.at(atMs).day,
        changes: [...changes],
        reasons: [...reasons],
      }))
      .filter(({ day }) => day >= from && day <= to),
    checkIns: checkIns
      .filter(({ day }) => day >= from && day <= to)
      .map(({ atMs, ...rest }) => ({ ...rest, at: iso(atMs) })),
    visaH: (await diary.visaH.list(cushion)).filter(({ day }) => day <= to),
  }
}

/** As the diary says; before its first word, as the setup did. */
async function surfacesOf({ cushion, diary, nowMs }: Desk): Promise<readonly SurfaceNote[]> {
  const setUp = (await diary.entries.setup(cushion)).answers.surface
  const said = (await diary.entries.list(cushion, { fromMs: 0, toMs: nowMs + 1 }))
    .filter(({ kind }) => kind === 'surface' || kind === 'chair')
    .map(({ day, note }) => ({ day, name: note }))
  return [...(setUp === undefined ? [] : [{ day: '', name: setUp }]), ...said]
}

const iso = (atMs: number): string => new Date(atMs).toISOString()

async function prescribedOf(
  { directory, tolerances }: Sources,
  { cushion, diary }: Desk,
): Promise<ReviewAnswer['limits']['prescribed']> {
  const [latest] = await diary.prescriptions.list(cushion)
  if (latest === undefined) return null
  const { author, atMs, tolerance, nextReview } = latest
  const inForce = directory.tolerance(cushion)
  return {
    by: author,
    at: iso(atMs),
    stillInForce: inForce !== null && changedThings(tolerance, inForce).length === 0,
    locked: [...((await tolerances.lockOf(cushion))?.locked ?? [])],
    nextReview,
  }
}

/** From the span before up to today: later changes of the limits show which were in force earlier. */
async function reviewDays({ desks, days: cache, directory }: Sources, desk: Desk, beforeFrom: string) {
  const { cushion, nowMs, today } = desk
  const asked = Array.from({ length: daysBetween(beforeFrom, today) + 1 }, (_, at) =>
    desks.days.on(addDays(beforeFrom, at)),
  )
  const records = await cache.records(cushion, asked)
  const limited = withLimits(
    records.map(({ summary }) => summary),
    { later: [], now: directory.tolerance(cushion) },
  )
  const byDay = new Map(
    records.map(({ summary, shape }, at) => [
      summary.day,
      { ...summary, limits: limited[at]?.limits ?? null, shape },
    ]),
  )
  const all = asked.map(
    ({ day, startMs, endMs }): ReviewDay => ({
      day,
      startMs,
      over: endMs <= nowMs,
      sat: byDay.get(day) ?? null,
    }),
  )
  return { all, limitChanges: records.flatMap(({ summary }) => summary.limitChanges ?? []) }
}

interface DiaryParts {
  readonly checkIns: readonly CheckIn[]
  readonly mornings: readonly Morning[]
  readonly paused: boolean
  readonly entries: Awaited<ReturnType<Desk['diary']['entries']['list']>>
  readonly decisions: Awaited<ReturnType<Desk['diary']['decisions']>>
}

function chartDays(days: readonly ReviewDay[], parts: DiaryParts): ReviewAnswer['days'] {
  const mornings = new Map(parts.mornings.map((morning) => [morning.day, morning]))
  return days.map((each) => {
    const { day, over, sat } = each
    const morning = mornings.get(day) ?? null
    const later = parts.checkIns.filter((one) => one.day === day && one.when !== 'morning')
    return {
      day,
      over,
      valid: isValid(each),
      ...sittingOf(hasData(each) ? sat : null),
      limits: sat?.limits ?? null,
      morning: morning === null ? null : { pain: morning.pain, colour: parts.paused ? null : morning.colour },
      laterPain: later.length === 0 ? null : Math.max(...later.map(({ pain }) => pain)),
      entries: parts.entries.filter((one) => one.day === day).map(({ kind, note }) => ({ kind, note })),
      steps: parts.decisions
        .filter((one) => one.day === day && one.decision === 'accepted' && one.undoneAtMs === null)
        .map(({ kind }) => kind),
    }
  })
}

const sittingOf = (sat: ReviewDay['sat']) => ({
  seatedS: sat?.seatedS ?? null,
  overLimitS: sat?.shape.overLimitS ?? null,
  usualBoutS: usualBoutS(sat?.shape.boutsS ?? []),
  longestBoutS: sat === null || sat.shape.boutsS.length === 0 ? null : Math.max(...sat.shape.boutsS),
  breaks: sat?.breaks ?? null,
  leftMeanKpa: sat?.leftMeanKpa ?? null,
  rightMeanKpa: sat?.rightMeanKpa ?? null,
  leftKpaMin: sat?.leftPtiKpaMin ?? null,
  rightKpaMin: sat?.rightPtiKpaMin ?? null,
})

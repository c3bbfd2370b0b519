/** The rows of the list: what the policy lets a physio see of each sitter and cushion, brought together for the pure rules. */
import { setImmediate as letOthersRun } from 'node:timers/promises'
import type { GrantScope } from '../../../contract/people.ts'
import type { SitterRow } from '../../../contract/sitters.ts'
import { chronicDays } from '../../../core/model/diary/progress-figures.ts'
import { baselineWeek, morningsOf } from '../../../core/progress/check-ins.ts'
import { type SatDay, type SitterFacts, sitterLook } from '../../../core/review/sitter-look.ts'
import { addDays } from '../../../core/time/calendar.ts'
import { type DayRule, type ZoneDay, ZoneDays } from '../../../core/time/zone-days.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Store } from '../../../store/store.ts'
import type { Directory } from '../live/directory.ts'
import type { Access } from '../people/gate/access.ts'
import { diaryKeyOf } from '../people/gate/sitter-diaries.ts'
import { type CushionSubject, holderAt, type Person, type Sight } from '../people/policy/authorize.ts'
import type { Action } from '../people/policy/permissions.ts'
import type { Grant } from '../people/records/grants.ts'
import type { SitterDays } from './sitter-days.ts'
import type { SitterDiaries } from './sitter-diary.ts'

export interface RowSources {
  readonly store: Store
  readonly directory: Directory
  readonly diaries: SitterDiaries | null
  readonly day: DayRule
  readonly clock: Clock
  readonly sitterDays: SitterDays
}

export interface FoundRow {
  readonly sitterId: string
  readonly row: SitterRow
  readonly preparing: boolean
  /** What was shown of their days; null: nothing yet. */
  readonly span: { readonly fromMs: number; readonly toMs: number } | null
}

export interface Asking {
  readonly access: Access
  readonly who: Person
}

/** Live readings pass between so many rows. */
const atOnce = 50

export async function rowsOf(sources: RowSources, asking: Asking): Promise<readonly FoundRow[]> {
  const { accounts, clock } = asking.access
  const held = await accounts.grants.heldBy(asking.who.id, clock.nowMs())
  if (held.length === 0) return []
  await sources.diaries?.fresh()
  const names = await accounts.roster.names()
  const cushions = bySitter(await asking.access.heldCushions())
  const days = new ZoneDays(sources.day)
  const weeks = new Map<string, readonly ZoneDay[]>()
  const weeksBefore = (today: string) => {
    const known = weeks.get(today)
    if (known !== undefined) return known
    const made = Array.from({ length: chronicDays }, (_, at) => days.on(addDays(today, at - chronicDays)))
    weeks.set(today, made)
    return made
  }
  const rows: FoundRow[] = []
  for (const [sitterId, grants] of Map.groupBy(held, (grant) => grant.sitterId)) {
    const share = { sitterId, name: names.get(sitterId) ?? sitterId, ...together(grants) }
    const theirs = await cushionRows(
      { ...sources, days, weeksBefore },
      { ...asking, share, cushions: cushions.get(sitterId) ?? [] },
    )
    rows.push(...(theirs.length === 0 ? [without(share)] : theirs))
    if (rows.length % atOnce < theirs.length) await letOthersRun()
  }
  return rows
}

interface Share extends Pick<SitterRow, 'until'> {
  readonly sitterId: string
  readonly name: string
  readonly scopes: GrantScope[]
}

/** Two grants of one sitter: everything that either holds, for as long as either lasts. */
function together(grants: readonly Grant[]): Pick<Share, 'scopes' | 'until'> {
  const ends = grants.map(({ untilMs }) => untilMs ?? Number.POSITIVE_INFINITY)
  const lastMs = Math.max(...ends)
  return {
    scopes: [...new Set(grants.flatMap(({ scopes }) => scopes))],
    until: Number.isFinite(lastMs) ? iso(lastMs) : null,
  }
}

const iso = (atMs: number): string => new Date(atMs).toISOString()

const without = ({ sitterId, name, scopes, until }: Share): FoundRow => ({
  sitterId,
  preparing: false,
  span: null,
  row: { sitter: name, cushion: null, simulated: null, scopes, until, endedAt: null, look: null },
})

interface Sources extends RowSources {
  readonly days: ZoneDays
  /** The four weeks before a day; worked out once for everybody who is on that day. */
  readonly weeksBefore: (today: string) => readonly ZoneDay[]
}
interface AskedShare extends Asking {
  readonly share: Share
  readonly cushions: readonly (readonly [string, CushionSubject])[]
}

function bySitter(
  subjects: ReadonlyMap<string, CushionSubject>,
): ReadonlyMap<string, AskedShare['cushions']> {
  const found = new Map<string, (readonly [string, CushionSubject])[]>()
  for (const entry of subjects)
    for (const sitterId of new Set(entry[1].holdings.map((holding) => holding.sitterId)))
      found.set(sitterId, [...(found.get(sitterId) ?? []), entry])
  return found
}

async function cushionRows(sources: Sources, asked: AskedShare): Promise<FoundRow[]> {
  const { access, who, share, cushions } = asked
  const rows: FoundRow[] = []
  for (const [cushion, subject] of cushions) {
    const decision = access.decide(who, 'cushion.history', subject)
    // Of a cushion that several used the policy shows one sitter's time; a row is about nobody else's.
    if (!decision.permitted || decision.sight.kind !== 'sitter') continue
    const { sight } = decision
    if (sight.sitterId === share.sitterId)
      rows.push(await cushionRow(sources, { ...asked, cushion, subject, sight }))
  }
  return rows
}

interface AskedCushion extends AskedShare {
  readonly cushion: string
  readonly subject: CushionSubject
  readonly sight: Extract<Sight, { kind: 'sitter' }>
}

async function cushionRow(sources: Sources, asked: AskedCushion): Promise<FoundRow> {
  const { directory, clock, days, sitterDays, weeksBefore } = sources
  const { cushion, share, subject, sight } = asked
  const { stretches } = sight
  const simulated = await directory.simulated(cushion)
  const nowMs = directory.nowMs(cushion, clock.nowMs())
  const here = holderAt(subject, clock.nowMs()) === share.sitterId
  const today = days.at(nowMs)
  const span = weeksBefore(today.day)
  const found = sitterDays.of({ cushion, stretches, days: span })
  const row = {
    ...{ sitter: share.name, cushion, simulated, scopes: share.scopes, until: share.until },
    endedAt: here ? null : iso(stretches.at(-1)?.toMs ?? nowMs),
  }
  const { sitterId } = share
  if (found === null) return { sitterId, preparing: true, span: null, row: { ...row, look: null } }
  const facts = await factsOf(sources, { ...asked, today: today.day, found, simulated })
  const look = sitterLook(facts)
  return {
    sitterId,
    preparing: false,
    span: { fromMs: span[0]?.startMs ?? 0, toMs: today.startMs },
    row: {
      ...row,
      look: {
        ...look,
        from: span[0]?.day ?? today.day,
        seatedS: seatedOf(span, found),
        // Nothing is asked of somebody who has given the cushion back.
        flags: here ? [...look.flags] : [],
      },
    },
  }
}

function seatedOf(span: readonly ZoneDay[], found: readonly SatDay[]): (number | null)[] {
  const byDay = new Map(found.map((day) => [day.day, day]))
  return span.map(({ day }) => {
    const sat = byDay.get(day)
    return sat === undefined || sat.recordedS === 0 ? null : Math.round(sat.seatedS)
  })
}

interface AskedFacts extends AskedCushion {
  readonly today: string
  readonly found: readonly SatDay[]
  readonly simulated: boolean | null
}

async function factsOf(sources: Sources, asked: AskedFacts): Promise<SitterFacts> {
  const { directory } = sources
  const { access, who, cushion, subject, today, found } = asked
  const seesNow = access.decide(who, 'cushion.now', subject).permitted
  return {
    today,
    days: found,
    ...(await recordedDays(sources, asked)),
    ...(await diaryFacts(sources, asked)),
    calibrationAgeDays: seesNow ? (directory.calibration(cushion)?.ageDays ?? null) : null,
  }
}

/** As far as the data is this sitter's. */
async function recordedDays(
  { directory, days }: Sources,
  { cushion, found, sight: { stretches } }: AskedFacts,
): Promise<Pick<SitterFacts, 'firstDay' | 'lastDay'>> {
  const stored = await directory.recorded(cushion)
  const firstMs = Math.max(stored?.firstAtMs ?? 0, stretches[0]?.fromMs ?? 0)
  const lastMs = Math.min(stored?.lastAtMs ?? 0, stretches.at(-1)?.toMs ?? Number.POSITIVE_INFINITY)
  // What the store says of its cushions is some seconds old.
  const [read, unread] = [found.filter(({ recordedS }) => recordedS > 0), stored === null || lastMs < firstMs]
  if (unread) return { firstDay: read[0]?.day ?? null, lastDay: read.at(-1)?.day ?? null }
  const [lastStored, lastRead] = [days.at(lastMs).day, read.at(-1)?.day ?? '']
  return { firstDay: days.at(firstMs).day, lastDay: lastRead > lastStored ? lastRead : lastStored }
}

/** Of the diary, what the policy lets this physio see. */
async function diaryFacts(
  { diaries }: Sources,
  { access, who, cushion, subject, sight, today, simulated }: AskedFacts,
): Promise<Pick<SitterFacts, 'mornings' | 'usualPain' | 'openRedFlags' | 'nextReview'>> {
  const may = (action: Action) => access.decide(who, action, subject).permitted
  const diary = (await diaries?.of(simulated).of(diaryKeyOf(sight.sitterId))) ?? null
  if (diary === null) return { mornings: null, usualPain: null, openRedFlags: [], nextReview: null }
  const open = {
    openRedFlags: may('progress.read') ? diary.openRedFlags : [],
    nextReview: may('prescription.read') ? await diary.nextReview(cushion) : null,
  }
  if (!may('diary.read')) return { ...open, mornings: null, usualPain: null }
  const usualPain = diary.setPain ?? baselineWeek(diary.pains, today).morningPain
  return { ...open, mornings: morningsOf(diary.pains, usualPain), usualPain }
}

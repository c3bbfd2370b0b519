/**
 * `sitbone start --cohort`: a physio, sitters who share everything with them, and six simulated months of each, prepared while the
 * pages are open already. An interrupted preparation continues; a finished one is never repeated.
 */
import type { CohortProgress } from '../../contract/sitters.ts'
import { DiaryUnavailable } from '../../dashboard/server/diary/database/diary-base.ts'
import type { Diaries } from '../../dashboard/server/diary/diaries.ts'
import { diaryKeyOf } from '../../dashboard/server/people/gate/sitter-diaries.ts'
import type { Part } from '../../platform/lifecycle.ts'
import type { Log } from '../../platform/log.ts'
import { loadLayout } from '../../settings/cushion-files.ts'
import { type Settings, SettingsError } from '../../settings/settings.ts'
import { loadScenario } from '../../simulator/index.ts'
import {
  type Chapter,
  calibrationAt,
  chaptersOf,
  type Maker,
  type Sitter,
  scenarioOf,
  sittersOf,
  spellAt,
  toleranceAt,
} from '../../tools/cohort/chapters.ts'
import { type SatDay, writtenOf } from '../../tools/cohort/check-ins.ts'
import { type KeptCohort, readCohort, writeCohort } from '../../tools/cohort/cohort-file.ts'
import { type Filling, fillCohort } from '../../tools/cohort/cohort-filling.ts'
import type { SimulatedPerson } from '../../tools/simulated-cushion/simulated-cushion.ts'
import { storeSetting } from '../roles/store.ts'
import { beginDiary } from './cohort-diary.ts'
import { cohortPeople, physioName } from './cohort-people.ts'

/** Two dozen cushions together are no more work than some real ones. */
const liveRateHz = 2

export class Cohort {
  readonly #values: Settings
  readonly #log: Log
  readonly #maker: Maker
  readonly #sitters: readonly Sitter[]
  readonly #chapters: readonly Chapter[]
  readonly #done: Set<string>
  #kept: KeptCohort
  #ids: ReadonlyMap<string, string> = new Map()
  /** Of the chapter that is being made. */
  #share = 0
  #failed: string | null = null

  constructor(values: Settings, log: Log, { kept, maker }: { kept: KeptCohort; maker: Maker }) {
    this.#values = values
    this.#log = log
    this.#kept = kept
    this.#maker = maker
    this.#sitters = sittersOf(kept.sitters)
    this.#chapters = chaptersOf(this.#sitters, maker)
    this.#done = new Set(kept.done)
  }

  /** Null without `--cohort`. @throws SettingsError */
  static async open(values: Settings, log: Log): Promise<Cohort | null> {
    const { cohort: sitters, zone, 'day-start': startHour, data } = values
    if (sitters === null) return null
    const known = readCohort(data, (sentence) => log.warn({}, sentence))
    if (known !== null && known.sitters !== sitters)
      throw new SettingsError(
        `--cohort ${sitters}: the folder ${data} holds a cohort of ${known.sitters}, so nothing was started. Start it with --cohort ${known.sitters}, or name another folder with --data.`,
      )
    const kept = known ?? { v: 1, sitters, madeAtMs: Date.now(), zone, startHour, done: [] }
    if (known === null) writeCohort(data, kept)
    const maker = {
      calendar: kept,
      layout: loadLayout(values.layout),
      office: await loadScenario('office-day'),
    }
    return new Cohort(values, log, { kept, maker })
  }

  /** Who sits on the live cushions, by cushion. */
  get people(): ReadonlyMap<string, SimulatedPerson> {
    return new Map(
      this.#sitters.map((sitter): [string, SimulatedPerson] => {
        const { cushion, seed, character } = sitter
        const { sits } = spellAt(character, 0)
        const { office } = this.#maker
        return [
          cushion,
          {
            seed,
            scenario: sits === null ? office : scenarioOf(sits, office),
            calibration: calibrationAt(sitter, 0, this.#maker),
            tolerance: toleranceAt(character, 0),
            rateHz: liveRateHz,
          },
        ]
      }),
    )
  }

  get progress(): CohortProgress {
    const made = this.#done.size
    const all = this.#chapters.length
    return {
      sitters: this.#sitters.length,
      ready: this.#sitters.filter((_sitter, at) => this.#isReady(at)).length,
      share: made === all ? 1 : (made + this.#share) / all,
      failed: this.#failed,
    }
  }

  /** Accounts come before the dashboard, which then asks everybody to sign in from the first moment on. */
  accounts(): Part {
    return {
      start: async () => {
        const made = await cohortPeople(this.#values, { sitters: this.#sitters, calendar: this.#kept })
        this.#ids = made.ids
        process.stdout.write(`${signInWords(made.password, this.#values.data)}\n`)
      },
      stop() {},
    }
  }

  filling({ diary, gateway }: { readonly diary: Diaries; readonly gateway: string }): Part {
    let filling: Filling | null = null
    return {
      start: async () => {
        for (const sitter of this.#sitters) await this.#write(() => this.#begin(diary, sitter))
        const chapters = this.#chapters.filter(({ id }) => !this.#done.has(id))
        if (chapters.length === 0) return
        const { zone, startHour } = this.#kept
        const store = storeSetting(this.#values, `${this.#values.data}/simulated`)
        filling = fillCohort(
          { ...{ store, gateway, zone, startHour, chapters }, layout: this.#maker.layout },
          {
            progress: (_id, share) => {
              this.#share = share
            },
            chapter: (id, sat) => void this.#write(() => this.#take(diary, id, sat)),
            failed: (reason) => this.#fail(reason),
          },
        )
      },
      stop: () => filling?.stop(),
    }
  }

  #begin(diary: Diaries, sitter: Sitter): Promise<void> {
    const whose = { key: this.#keyOf(sitter), sitter, calendar: this.#kept }
    return diary.of(true).transaction((pages) => beginDiary(pages, whose))
  }

  async #take(diary: Diaries, id: string, sat: readonly SatDay[]): Promise<void> {
    const chapter = this.#chapters.find((one) => one.id === id)
    const sitter = this.#sitters[chapter?.sitter ?? -1]
    if (chapter === undefined || sitter === undefined) return
    const key = this.#keyOf(sitter)
    const { checkIns, entries } = writtenOf({ sitter, calendar: this.#kept, days: chapter.days, sat })
    await diary.of(true).transaction(async (pages) => {
      for (const checkIn of checkIns) await pages.putCheckIn(key, checkIn)
      for (const entry of entries) await pages.entries.put(key, entry)
    })
    const wasReady = this.#isReady(chapter.sitter)
    this.#done.add(id)
    this.#share = 0
    this.#kept = { ...this.#kept, done: [...this.#done] }
    writeCohort(this.#values.data, this.#kept)
    this.#tell(sitter, { isNew: !wasReady })
  }

  #tell({ name }: Sitter, { isNew }: { readonly isNew: boolean }): void {
    const { ready, sitters, share } = this.progress
    const percent = Math.floor(share * 100)
    if (isNew)
      this.#log.info({}, `The simulated cohort: ${name} is ready (${ready} of ${sitters}, ${percent} %).`)
    else if (share === 1) this.#log.info({}, 'The simulated cohort is complete: six months of every sitter.')
    else this.#log.info({}, `The simulated cohort: earlier months, ${percent} %.`)
  }

  /** The last four weeks are there, and can be reviewed. */
  #isReady(sitter: number): boolean {
    return this.#done.has(this.#chapters.find((one) => one.sitter === sitter)?.id ?? '')
  }

  async #write(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof DiaryUnavailable)) throw error
      this.#fail(error.message)
    }
  }

  #fail(reason: string): void {
    this.#failed = reason
    this.#log.warn(
      { reason },
      `The simulated cohort is incomplete: ${reason}. The next start goes on with it.`,
    )
  }

  #keyOf({ name }: Sitter): string {
    return diaryKeyOf(this.#ids.get(name) ?? '')
  }
}

const signInWords = (password: string | null, data: string): string =>
  password === null
    ? `Sign in as "${physioName}". A lost password is replaced by: sitbone user reset ${physioName} --data ${data}`
    : `Simulated cohort: sign in as "${physioName}", or as a sitter ("anna"), with this password, which is shown only now:\n  ${password}`

/**
 * The diary's API: whatever else is asked, a check-in that was taken is listed as it was given until it is taken out, nothing is
 * listed that nobody gave, and every answer has the form that the API promises.
 */
import fc from 'fast-check'
import { z } from 'zod'
import {
  checkInAnswer,
  checkInsAnswer,
  loadSpikeAnswer,
  progressAnswer,
  redFlagsAnswer,
} from '../../../contract/diary/diary.ts'
import { problemSchema } from '../../../contract/problem.ts'
import { occasions } from '../../../core/model/diary/check-ins.ts'
import { redFlags } from '../../../core/model/diary/red-flags.ts'
import { junkPayload, junkValue } from '../junk.ts'
import { fuzzed, holds, type Target } from '../target.ts'
import { openedDashboard } from './dashboard-parts.ts'

const cushion = '/api/v1/cushions/demo-1'
/** Good bodies to alter, by the end of their path. */
export const diaryBodies = {
  checkins: [
    { when: 'morning', pain: 3 },
    { id: 'morning-1', at: '2026-03-02T07:00:00Z', when: 'after-bout', pain: 10, note: 'long drive' },
  ],
  progress: [{ proposalId: 'step-back-2026-03-02', decision: 'accept' }],
  'progress/baseline': [{ morningPain: 2, comfortableBoutMin: 40 }],
  'progress/undo': [{ proposalId: 'step-up-2026-03-02' }],
  entries: [
    { kind: 'run', minutes: 30, note: 'in the park' },
    { id: 'a', kind: 'note' },
  ],
  setup: [{ disclaimer: true, side: 'left', surface: 'office chair' }],
  'red-flags': [{ flags: [redFlags[0], redFlags[1]] }, { flags: [] }],
} satisfies Record<string, unknown[]>

const name = fc.constantFrom('a', 'B-2', '-', '0', 'x'.repeat(64))
const instant = fc.oneof(
  fc
    .date({ min: new Date(0), max: new Date('2030-01-01T00:00:00Z'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  fc.constantFrom('1970-01-01T00:00:00Z', '2026-03-29T02:30:00+01:00', '2024-02-29T23:59:59.999-12:00'),
)
const goodCheckIn = fc.record(
  {
    id: name,
    at: instant,
    when: fc.constantFrom(...occasions),
    pain: fc.integer({ min: 0, max: 10 }),
    note: fc.option(fc.string({ unit: 'binary', maxLength: 200 })),
  },
  { requiredKeys: ['when', 'pain'] },
)
const json = (value: unknown) => Buffer.from(JSON.stringify(value))
const post = fc.record({
  method: fc.constant('POST'),
  path: fc.constant('checkins'),
  body: fc.oneof(goodCheckIn.map(json), junkPayload(diaryBodies.checkins)),
})
const odd = junkValue.map((value) => encodeURIComponent(String(value).toWellFormed()).slice(0, 200))
const others = fc.oneof(
  fc.record({
    method: fc.constant('DELETE'),
    path: fc.oneof(name, odd).map((id) => `checkins/${id}`),
    body: fc.constant(null),
  }),
  ...(
    [
      'POST progress',
      'POST progress/undo',
      'PUT progress/baseline',
      'POST red-flags',
      'POST entries',
      'PUT setup',
    ] as const
  ).map((what) => {
    const [method = '', path = ''] = what.split(' ')
    return fc.record({
      method: fc.constant(method),
      path: fc.constant(path),
      body: junkPayload(Object.entries(diaryBodies).find(([end]) => end === path)?.[1] ?? []),
    })
  }),
  fc.record({ method: fc.constant('DELETE'), path: fc.constant('red-flags'), body: fc.constant(null) }),
  fc.record({
    method: fc.constant('GET'),
    path: fc.tuple(odd, odd).map(([from, to]) => `checkins?from=${from}&to=${to}`),
    body: fc.constant(null),
  }),
)

type CheckIn = z.infer<typeof checkInAnswer>
const problems: readonly number[] = [400, 404, 405, 409, 413, 415, 422]

export const diary: Target = {
  name: 'diary',
  async open() {
    const running = await openedDashboard()
    const ask = async (method: string, path: string, body: Buffer | null = null) => {
      const answer = await fetch(`${running.url}${cushion}/${path}`, {
        method,
        headers: { origin: running.url, ...(body === null ? {} : { 'content-type': 'application/json' }) },
        body: body === null ? null : new Uint8Array(body),
      })
      const text = await answer.text()
      const what = `${method} ${path}: ${answer.status} ${text.slice(0, 400)}`
      const { status } = answer
      if (status < 300) return { status, said: text === '' ? null : (JSON.parse(text) as unknown), what }
      holds(problems.includes(status) || (status === 503 && method === 'POST'), what)
      problemSchema.parse(JSON.parse(text))
      return { status, said: null, what }
    }
    /** Every check-in there is: ten years and a bit are the longest that can be asked for. */
    async function listed(): Promise<CheckIn[]> {
      const decades = Array.from({ length: 8 }, (_, i) => 1969 + 10 * i)
      const answers = decades.map((year) => ask('GET', `checkins?from=${year}-01-01&to=${year + 10}-01-01`))
      return (await Promise.all(answers)).flatMap(({ said }) => checkInsAnswer.parse(said).checkIns)
    }
    return fuzzed(
      fc.array(fc.oneof({ weight: 3, arbitrary: post }, { weight: 2, arbitrary: others }), {
        minLength: 1,
        maxLength: 6,
      }),
      async (asked) => {
        const kept = new Map<string, CheckIn>()
        for (const { method, path, body } of asked) {
          const { status, said, what } = await ask(method, path, body)
          if (status >= 300) continue
          if (method === 'POST' && path === 'checkins') {
            const answer = checkInAnswer.parse(said)
            holds((status === 201) !== kept.has(answer.id), what)
            kept.set(answer.id, answer)
            holdsWhatWasSent(answer, String(body), what)
          } else if (method === 'DELETE' && path.startsWith('checkins/'))
            holds(kept.delete(decodeURIComponent(path.slice('checkins/'.length))), what)
        }
        const found = await listed()
        holds(found.length === kept.size, `${found.length} of ${kept.size} check-ins are listed`)
        for (const one of found)
          holds(JSON.stringify(kept.get(one.id)) === JSON.stringify(one), `listed as ${JSON.stringify(one)}`)
        progressAnswer.parse((await ask('GET', 'progress')).said)
        loadSpikeAnswer.parse((await ask('GET', 'load-spike')).said)
        redFlagsAnswer.parse((await ask('GET', 'red-flags')).said)
        for (const id of kept.keys())
          holds((await ask('DELETE', `checkins/${id}`)).status === 204, `${id} cannot be taken out`)
        await running.wellness()
      },
      () => running.end(),
    )
  },
}

function holdsWhatWasSent(answer: CheckIn, body: string, what: string): void {
  const given = z.looseObject({ pain: z.number(), when: z.string() }).parse(JSON.parse(body))
  holds(answer.pain === given.pain && answer.when === given.when, what)
  holds(answer.note === (given.note == null ? null : String(given.note).trim() || null), what)
}

/** What accounts cost the dashboard: sign-ins that fail, and live updates of pages that are signed in beside those of one-person mode. */
import { setTimeout as delay } from 'node:timers/promises'
import { runSitbone } from '../../services/sitbone.ts'
import { type Bench, type BenchOptions, median, type Row, scaled } from '../bench.ts'
import { costOf, onlyLinux } from '../parts/processes.ts'
import { type BenchDashboard, watchDashboard, withDashboard } from '../parts/watched-dashboard.ts'

const user = 'anna'
/** As fast as a patient attacker; all from one address. */
const triesPerS = 10
/** By then each further try has to wait. */
const first = 50

export const people: Bench = {
  name: 'people',
  about: 'failed sign-ins, and live updates of signed-in pages beside those of one-person mode',
  async run({ scale, say }: BenchOptions): Promise<Row[]> {
    const tries = scaled(1000, scale, first + 50)
    say(`${tries} failed sign-ins, ${triesPerS} a second`)
    const failed = await failedSignIns(tries)
    say(
      `GET /livez: ${failed.msAlive.toFixed(2)} ms; each of the first ${first}: ${failed.msFirst.toFixed(1)} ms; each later one: ${failed.msAfter.toFixed(2)} ms`,
    )
    const load = { viewers: scaled(100, scale, 5), lookS: scaled(20, scale, 2), rounds: scaled(3, scale) }
    const [open, signedIn]: [number[], number[]] = [[], []]
    // In turns, so that a slower minute of the machine meets both, and neither is always first.
    for (let round = 1; round <= load.rounds; round++) {
      say(`${load.viewers} pages, without and with accounts, round ${round} of ${load.rounds}`)
      const turns = [false, true]
      for (const signIn of round % 2 === 0 ? turns : turns.toReversed())
        (signIn ? signedIn : open).push(await usPerUpdate(load, { signIn }))
    }
    const pages = `of ${load.viewers} pages, ${load.rounds} rounds in turns`
    return [
      {
        what: `${tries} failed sign-ins, ${triesPerS} a second: processor time after the first ${first}`,
        unit: '% of a core',
        value: failed.percentAfter,
        target: { atMost: 1 },
        note: failed.percentAfter === null ? onlyLinux : 'without what the dashboard uses when idle',
        more: {
          'each of the first (ms)': failed.msFirst,
          'looked at': failed.lookedAt,
          'idle (% of a core)': failed.percentIdle,
        },
      },
      {
        what: `each failed sign-in after the first ${first}: processor time`,
        unit: 'ms',
        value: failed.msAfter,
        peer: { name: 'GET /livez', value: failed.msAlive },
        note: 'at the same rate, so that the peer is what any request costs',
      },
      {
        what: `live update of a signed-in page: processor time of the dashboard, median ${pages}`,
        unit: 'µs',
        value: median(signedIn),
        peer: { name: 'one-person mode', value: median(open) },
        // What it costs in one-person mode, and what two measurements of the same differ by.
        target: { atMost: median(open) * 1.1 },
        more: { 'least (µs)': Math.min(...signedIn), 'least in one-person mode (µs)': Math.min(...open) },
      },
    ]
  },
}

/** Gives the password. */
async function addUser(folder: string): Promise<string> {
  const { code, out, err } = await runSitbone(['user', 'add', user, '--takes', 'fleet-1', '--data', folder])
    .exited
  const password = /shown only now:\n\s+(\S+)/.exec(out)?.[1]
  if (code !== 0 || password === undefined) throw new Error(err)
  return password
}

const signIn = (url: string, password: string): Promise<Response> =>
  fetch(`${url}/api/v1/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ who: user, password }),
  })

async function failedSignIns(tries: number) {
  let password = ''
  return await withDashboard(
    async (folder) => {
      password = await addUser(folder)
    },
    async ({ url, dashboard }: BenchDashboard) => {
      const cpuS = () => costOf(dashboard.pid)?.cpuS ?? Number.NaN
      let lookedAt = 0
      /** Processor seconds, and seconds. */
      const spent = async (work: () => Promise<void>): Promise<readonly [number, number]> => {
        const [cpu, atMs] = [cpuS(), performance.now()]
        await work()
        return [cpuS() - cpu, (performance.now() - atMs) / 1000]
      }
      const ask = (count: number, send: () => Promise<Response>) => async () => {
        for (let at = 0; at < count; at++) {
          const pause = delay(1000 / triesPerS)
          const answer = await send()
          if (answer.status === 401) lookedAt++
          await answer.arrayBuffer()
          await pause
        }
      }
      const fail = (count: number) => ask(count, () => signIn(url, `not ${password}`))
      // Compiles, so that idle is idle.
      await delay(3000)
      const after = tries - first
      const alive = Math.round(after / 3)
      const [idleCpuS, idleS] = await spent(() => delay((after / triesPerS) * 300).then(() => undefined))
      const idle = idleCpuS / idleS
      const [aliveCpuS, aliveS] = await spent(ask(alive, () => fetch(`${url}/livez`)))
      const [firstCpuS] = await spent(fail(first))
      const [afterCpuS, afterS] = await spent(fail(after))
      const extraS = afterCpuS - idle * afterS
      const percentAfter = (extraS / afterS) * 100
      return {
        percentAfter: Number.isNaN(percentAfter) ? null : percentAfter,
        msAfter: (extraS / after) * 1000,
        msAlive: ((aliveCpuS - idle * aliveS) / alive) * 1000,
        msFirst: (firstCpuS / first) * 1000,
        percentIdle: idle * 100,
        lookedAt,
      }
    },
  )
}

async function usPerUpdate(
  { viewers, lookS }: { readonly viewers: number; readonly lookS: number },
  { signIn: asPerson }: { readonly signIn: boolean },
): Promise<number> {
  let password: string | null = null
  return await withDashboard(
    async (folder) => {
      password = asPerson ? await addUser(folder) : null
    },
    async (running) => {
      const cookie = password === null ? '' : await cookieOf(await signIn(running.url, password))
      const load = { viewers, cushions: 1, settleS: 3, lookS, cookie }
      const { cpuPercent, updatesPerS } = await watchDashboard(running, load)
      return (cpuPercent.dashboard * 10_000) / (updatesPerS * viewers)
    },
  )
}

async function cookieOf(answer: Response): Promise<string> {
  await answer.body?.cancel()
  return answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
}

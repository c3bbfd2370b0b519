/** What a dashboard hears from the broker: junk changes nothing, good readings still come to the page. */
import fc from 'fast-check'
import { simulatorTruthSchema } from '../../../contract/simulator-console.ts'
import { aLive, anInfo, aState, desk } from '../../../dashboard/server/testing.ts'
import { examplesOf } from '../examples.ts'
import { junkBytes, junkPayload } from '../junk.ts'
import { fuzzed, holds, type Target } from '../target.ts'
import { until } from '../until.ts'
import { openedDashboard } from './dashboard-parts.ts'

const said = (['live', 'state', 'info', 'event', 'tolerance'] as const).map((name) =>
  fc.record({ name: fc.constant<string>(name), payload: junkPayload(examplesOf(`/${name}`)) }),
)
/** Heard while a page watches the bench of a simulated cushion. */
const bench = (['lines', 'truth'] as const).map((name) =>
  fc.record({
    name: fc.constant<string>(`simulator/demo-1/${name}`),
    payload: junkPayload(examplesOf(`simulator/<id>/${name}`)),
  }),
)
const result = fc.record({
  name: fc.constantFrom('cmd/tare/result', 'cmd/snooze/result'),
  payload: junkPayload(examplesOf('cmd/<verb>/result')),
})
const availability = fc.record({ name: fc.constant('availability'), payload: junkBytes })
const otherTopics = fc.constantFrom(
  'sitbone/cushion//state',
  'sitbone/cushion/Desk/live',
  'sitbone/cushion/__proto__/info',
  'sitbone/gateway/gw/availability',
  'sitbone/gateway//availability',
  `sitbone/cushion/${'x'.repeat(40)}/state`,
  'sitbone/simulator//truth',
  'sitbone/simulator/desk-1/lines',
)
const topicOf = (name: string) =>
  name.startsWith('simulator/') ? `sitbone/${name}` : `sitbone/cushion/desk-1/${name}`
/** Good readings have numbers of their own. */
const firstSeq = 1_700_000_123

export const hub: Target = {
  name: 'mqtt-dashboard',
  async open() {
    const running = await openedDashboard()
    const page = running.page()
    let seq = firstSeq
    const came = { live: 0, truth: 0 }
    page.on('live', ({ live }) => {
      came.live = live.seq
    })
    await until(() => page.connected, 'the page is not connected')
    await page.emitWithAck('join', { cushion: 'desk-1' })
    await page.emitWithAck('join', { cushion: 'demo-1' })
    await page.emitWithAck('tester', { cushion: 'demo-1' })
    const goodTruth = simulatorTruthSchema.parse(examplesOf('simulator/<id>/truth')[0])
    page.on('tester', ({ truth }) => {
      if (truth !== undefined) came.truth = truth.atMs - goodTruth.atMs
    })

    /** Volatile: a page that is busy gets the next one. */
    async function comeThrough(): Promise<boolean> {
      seq++
      const live = desk.cushion('desk-1', 'live')
      const all = () => came.live === seq && came.truth === seq
      for (let tries = 0; tries < 50 && page.connected && !all(); tries++) {
        if (came.live !== seq) running.mqtt.deliver(live, aLive({ seq, atMs: Date.now() }))
        if (came.truth !== seq)
          running.mqtt.deliver(desk.simulatorTruth('demo-1'), { ...goodTruth, atMs: goodTruth.atMs + seq })
        for (let waits = 0; waits < 20 && !all(); waits++)
          await new Promise((resolve) => setTimeout(resolve, 5))
      }
      return all()
    }

    return fuzzed(
      fc.array(
        fc.tuple(fc.oneof(...said, ...bench, result, availability), fc.boolean(), fc.option(otherTopics)),
        {
          minLength: 1,
          maxLength: 8,
        },
      ),
      async (messages) => {
        for (const [{ name, payload }, retained, other] of messages)
          running.mqtt.deliverBytes(other ?? topicOf(name), payload, retained)
        running.mqtt.deliver(desk.cushion('desk-1', 'info'), anInfo(), true)
        running.mqtt.deliver(desk.cushion('desk-1', 'state'), aState(), true)
        holds(await comeThrough(), 'a good reading or truth did not come to the page')
        const response = await fetch(`${running.url}/api/v1/cushions/desk-1/state`)
        const state: unknown = await response.json()
        holds(response.status === 200 && JSON.stringify(state).includes('"boutS":60'), JSON.stringify(state))
        await running.wellness()
      },
      () => running.end(),
    )
  },
}

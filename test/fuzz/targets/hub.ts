/** What a dashboard hears from the broker: junk changes nothing, good readings still come to the page. */
import fc from 'fast-check'
import { aLive, anInfo, aState, desk } from '../../../dashboard/server/test-parts.ts'
import { examplesOf } from '../examples.ts'
import { junkBytes, junkPayload } from '../junk.ts'
import { fuzzed, holds, type Target } from '../target.ts'
import { until } from '../until.ts'
import { openedDashboard } from './dashboard-parts.ts'

const said = (['live', 'state', 'info', 'event', 'tolerance'] as const).map((name) =>
  fc.record({ name: fc.constant<string>(name), payload: junkPayload(examplesOf(`/${name}`)) }),
)
const availability = fc.record({ name: fc.constant('availability'), payload: junkBytes })
const otherTopics = fc.constantFrom(
  'sitbone/cushion//state',
  'sitbone/cushion/Desk/live',
  'sitbone/cushion/__proto__/info',
  'sitbone/gateway/gw/availability',
  'sitbone/gateway//availability',
  `sitbone/cushion/${'x'.repeat(40)}/state`,
  'sitbone/cushion/desk-1/cmd/tare/result',
)
/** Good readings have numbers of their own. */
const firstSeq = 1_700_000_123

export const hub: Target = {
  name: 'mqtt-dashboard',
  async open() {
    const running = await openedDashboard()
    const page = running.page()
    let seq = firstSeq
    let came = () => {}
    page.on('live', ({ live }) => {
      if (live.seq === seq) came()
    })
    await until(() => page.connected, 'the page is not connected')
    await page.emitWithAck('join', { cushion: 'desk-1' })

    /** Live readings are volatile: a page that is busy gets the next one. */
    async function goodReading(): Promise<boolean> {
      seq++
      for (let tries = 0; tries < 50 && page.connected; tries++) {
        const arrived = new Promise<boolean>((resolve) => {
          came = () => resolve(true)
        })
        running.mqtt.deliver(desk.cushion('desk-1', 'live'), aLive({ seq, atMs: Date.now() }))
        const late = new Promise<boolean>((resolve) => setTimeout(resolve, 100, false))
        if (await Promise.race([arrived, late])) return true
      }
      return false
    }

    return fuzzed(
      fc.array(fc.tuple(fc.oneof(...said, availability), fc.boolean(), fc.option(otherTopics)), {
        minLength: 1,
        maxLength: 8,
      }),
      async (messages) => {
        for (const [{ name, payload }, retained, other] of messages)
          running.mqtt.deliverBytes(other ?? `sitbone/cushion/desk-1/${name}`, payload, retained)
        running.mqtt.deliver(desk.cushion('desk-1', 'info'), anInfo(), true)
        running.mqtt.deliver(desk.cushion('desk-1', 'state'), aState(), true)
        holds(await goodReading(), 'a good reading did not come to the page')
        const response = await fetch(`${running.url}/api/v1/cushions/desk-1/state`)
        const state: unknown = await response.json()
        holds(response.status === 200 && JSON.stringify(state).includes('"boutS":60'), JSON.stringify(state))
        await running.wellness()
      },
      () => running.end(),
    )
  },
}

/** Socket messages of a page: each is answered or left out, the page stays connected and can go on. */
import fc from 'fast-check'
import { examplesOf } from '../examples.ts'
import { alteredValue, junkBytes, junkValue } from '../junk.ts'
import { fuzzed, holds, type Target } from '../target.ts'
import { until } from '../until.ts'
import { openedDashboard } from './dashboard-parts.ts'

/** A longer message ends the connection: that is its refusal. */
const longestMessage = 20_000

const messages = [
  { name: 'join', examples: [{ cushion: 'desk-1' }, { cushion: 'desk-1', paced: true }] },
  { name: 'leave', examples: [{ cushion: 'desk-1' }] },
  { name: 'shown', examples: [{ cushion: 'desk-1' }] },
  {
    name: 'command',
    examples: [
      { cushion: 'desk-1', verb: 'snooze', args: { kind: 'pressure', minutes: 10 } },
      { cushion: 'desk-1', verb: 'tare' },
    ],
  },
  { name: 'tolerance', examples: [{ cushion: 'desk-1', tolerance: examplesOf('/tolerance')[0] }] },
  { name: 'tester', examples: [{ cushion: 'demo-1' }, { cushion: 'desk-1' }] },
  { name: 'leaveTester', examples: [{ cushion: 'demo-1' }] },
  { name: 'cushions', examples: [{}] },
  { name: 'nothing-like-it', examples: [{}] },
] as const
const answered: readonly string[] = ['join', 'tester', 'command', 'tolerance']

const message = fc.constantFrom(...messages).chain(({ name, examples }) =>
  fc
    .record({
      name: fc.constant<string>(name),
      args: fc.oneof(
        { weight: 4, arbitrary: alteredValue(examples).map((value) => [value]) },
        { weight: 1, arbitrary: fc.array(junkValue, { maxLength: 3 }) },
        { weight: 1, arbitrary: junkBytes.map((bytes) => [bytes]) },
      ),
      ack: fc.boolean(),
    })
    .filter(({ args }) => JSON.stringify(args).length < longestMessage),
)

export const sockets: Target = {
  name: 'sockets',
  async open() {
    const running = await openedDashboard()
    const page = running.page()
    await until(() => page.connected, 'the page is not connected')
    /** The client's types know only good messages. */
    const send = (name: string, args: readonly unknown[]) => Reflect.apply(page.emit, page, [name, ...args])
    return fuzzed(
      fc.array(message, { minLength: 1, maxLength: 5 }),
      async (asked) => {
        let open = 0
        for (const { name, args, ack } of asked) {
          const due = ack && answered.includes(name) && args.length === 1
          if (due) open++
          send(name, ack ? [...args, () => due && open--] : args)
        }
        const snapshot = await page.timeout(5000).emitWithAck('join', { cushion: 'desk-1' })
        holds('cushion' in snapshot && snapshot.cushion === 'desk-1', JSON.stringify(snapshot))
        await until(() => open === 0, 'a message was not answered')
        holds(page.connected, 'the page was thrown out')
        await running.wellness()
      },
      () => running.end(),
    )
  },
}

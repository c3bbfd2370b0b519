/** Socket messages of a page, with known and unknown names: each is answered or left out, the page stays connected and can go on. */
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
] as const
/** Names that the server does not know; a client of socket.io sends them as they are. */
const unknownNames = [
  'nothing-like-it',
  'error',
  '',
  '__proto__',
  'constructor',
  'toString',
  'message',
  'ping',
  0,
  5,
  -1.5,
] as const
export const eventNames: readonly (string | number)[] = [...messages.map(({ name }) => name), ...unknownNames]
const answered: readonly (string | number)[] = ['join', 'tester', 'command', 'tolerance']

interface Asking {
  readonly name: string | number
  readonly examples: readonly unknown[]
}
const asking: fc.Arbitrary<Asking> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<Asking>(...messages) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...unknownNames).map((name) => ({ name, examples: [{}, null] })),
  },
)

const message = asking.chain(({ name, examples }) =>
  fc
    .record({
      name: fc.constant(name),
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
    return fuzzed(
      fc.array(message, { minLength: 1, maxLength: 5 }),
      async (asked) => {
        // One page for all would soon have spent what a page may send.
        const page = running.page()
        await until(() => page.connected, 'the page is not connected')
        let open = 0
        for (const { name, args, ack } of asked) {
          const due = ack && answered.includes(name) && args.length === 1
          if (due) open++
          // The client's types know only good messages.
          Reflect.apply(page.emit, page, [name, ...args, ...(ack ? [() => due && open--] : [])])
        }
        const snapshot = await page.timeout(5000).emitWithAck('join', { cushion: 'desk-1' })
        holds('cushion' in snapshot && snapshot.cushion === 'desk-1', JSON.stringify(snapshot))
        await until(() => open === 0, 'a message was not answered')
        holds(page.connected, 'the page was thrown out')
        page.close()
        await running.wellness()
      },
      () => running.end(),
    )
  },
}

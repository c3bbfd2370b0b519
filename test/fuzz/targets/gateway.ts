/** What a gateway hears from the broker: tolerances, commands, acknowledgements. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { commandResultSchema } from '../../../core/model/schemas/command-result.ts'
import { verbs } from '../../../core/model/schemas/commands.ts'
import { toleranceSchema } from '../../../core/model/schemas/tolerance.ts'
import { fsr8 } from '../../../firmware-protocol/layout.ts'
import { createGateway } from '../../../gateway/gateway.ts'
import { createOutbox } from '../../../gateway/outbox/outbox.ts'
import { ScriptedBoard } from '../../../gateway/runtime/scripted-board.ts'
import { createMemoryBroker } from '../../../mqtt/memory-mqtt.ts'
import { examplesOf } from '../examples.ts'
import { junkPayload } from '../junk.ts'
import { strictLog } from '../strict-log.ts'
import { fuzzed, holds, type Target } from '../target.ts'
import { until } from '../until.ts'

const at = (rest: string) => `sitbone/cushion/desk-1/${rest}`
const heard = fc.oneof(
  fc.record({ topic: fc.constant('tolerance'), payload: junkPayload(examplesOf('/tolerance')) }),
  fc.record({ topic: fc.constant('recorded'), payload: junkPayload(examplesOf('/recorded')) }),
  ...verbs.map((verb) =>
    fc.record({ topic: fc.constant(`cmd/${verb}`), payload: junkPayload(examplesOf(`cmd/${verb}`)) }),
  ),
  fc.record({
    topic: fc.constantFrom('cmd/', 'cmd/dance', 'cmd/__proto__', 'cmd/tare', 'cmd/quiet'),
    payload: junkPayload([{ id: 'x' }]),
  }),
)

export const gateway: Target = {
  name: 'mqtt-gateway',
  async open() {
    const folder = mkdtempSync(join(tmpdir(), 'sitbone-fuzz-'))
    const broker = createMemoryBroker()
    const { log, faults } = strictLog()
    const board = new ScriptedBoard()
    const mqtt = broker.link()
    const outbox = createOutbox({ file: join(folder, 'gateway.db'), limits: { bytes: 1e8, days: 30 }, log })
    const made = createGateway({
      gatewayId: 'gw',
      listenMs: 0,
      base: 'sitbone',
      mqtt,
      outbox,
      cushions: [{ id: 'desk-1', source: board.source, layout: fsr8, calibration: null }],
      day: { zone: 'Europe/Berlin', startHour: 4 },
      log,
      timing: { tickMs: 10, backoffMinMs: 10, backoffMaxMs: 50 },
    })
    await made.start()
    await mqtt.start()
    await until(
      () => board.connected && made.health().cushions[0]?.state === 'online',
      'the board is not online',
    )
    let asked = 0
    return fuzzed(
      fc.array(fc.tuple(heard, fc.boolean()), { minLength: 1, maxLength: 6 }),
      async (messages) => {
        for (const [{ topic, payload }, retain] of messages) broker.send(at(topic), payload, { retain })
        // Good traffic between the junk: a command is answered, frames go through.
        asked++
        const id = `fuzz-${asked}`
        broker.published.length = 0
        board.frames(3, [600, 610, 590, 600, 400, 410, 400, 390])
        broker.send(at('cmd/quiet'), { id, minutes: 0 })
        const results = () => broker.json(at('cmd/quiet/result')).map((one) => commandResultSchema.parse(one))
        await until(
          () => results().some((result) => result.id === id && result.ok),
          'a good command was not answered',
        )
        await until(() => broker.json(at('live')).length > 0, 'no reading came through')
        for (const one of broker.json(at('tolerance'))) toleranceSchema.parse(one)
        holds(made.health().cushions[0]?.state === 'online', 'the cushion is not online any more')
        holds(faults.length === 0, faults.join('; '))
        for (const topic of broker.retained.keys()) if (topic.includes('/cmd/')) broker.retained.delete(topic)
      },
      async () => {
        await made.stop()
        rmSync(folder, { recursive: true, force: true })
      },
    )
  },
}

/** Reads from `recorded` which batches the recorder has stored, and informs the sender. */
import { recordedSchema } from '../../contract/record.ts'
import type { MqttLink } from '../../mqtt/mqtt-link.ts'
import { parseJson } from '../../platform/json.ts'
import type { Log } from '../../platform/log.ts'
import type { RecordSender } from './record-sender.ts'

export interface AcknowledgementsOptions {
  readonly cushion: string
  readonly topic: string
  readonly mqtt: Pick<MqttLink, 'subscribe'>
  readonly log: Log
  readonly sender: RecordSender
}

/** Subscribes; call before the link starts. */
export function takeAcknowledgements({ cushion, topic, mqtt, log, sender }: AcknowledgementsOptions): void {
  mqtt.subscribe(topic, 1, ({ payload }) => {
    const parsed = recordedSchema.safeParse(parseJson(payload.toString()))
    if (!parsed.success) {
      log.warn(
        { cushion },
        'An acknowledgement from the recorder could not be read. Its batches are sent again.',
      )
      return
    }
    for (const { batch, reason } of parsed.data.setAside) {
      log.warn(
        { cushion, batch, reason },
        'A batch cannot be stored; the recorder keeps it in its set-aside file.',
      )
    }
    sender.recorded(parsed.data)
  })
}

/** Waits for a link that was just made, for the commands that need a broker now. */
import type { MqttLink } from '../mqtt/mqtt-link.ts'

export interface Reached {
  readonly ok: boolean
  readonly detail: string
}

const patienceMs = 4000

/** Starts the link; resolves when it is connected, or with the last reason why not. */
export async function reach(link: MqttLink): Promise<Reached> {
  const reached = new Promise<Reached>((done) => {
    let last = `The MQTT broker did not answer within ${patienceMs / 1000} s.`
    link.onConnection((connected, detail) => {
      last = detail
      if (connected) done({ ok: true, detail })
    })
    setTimeout(() => done({ ok: false, detail: last }), patienceMs).unref()
  })
  await link.start()
  return await reached
}

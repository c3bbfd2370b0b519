/** A running dashboard for the targets beside: a cushion called desk-1 is known, commands are answered at once. */
import { runDashboard } from '../../../dashboard/server/test-parts.ts'
import { holds } from '../target.ts'

export async function openedDashboard() {
  const running = await runDashboard({ writesPerMinute: 1e9, commandTimeoutMs: 300 })
  running.withDesk()
  running.mqtt.onPublish = ({ topic, payload }) => {
    if (!/\/cmd\/\w+$/.test(topic)) return
    const command: unknown = JSON.parse(payload)
    const id = typeof command === 'object' && command !== null && 'id' in command ? command.id : null
    running.mqtt.deliver(`${topic}/result`, { v: 1, id, ok: true })
  }
  return {
    ...running,
    /** It serves, and said nothing of a fault inside. */
    async wellness() {
      const inside = running.log.filter((line) =>
        /failed inside|met a fault|could not be answered/.test(line),
      )
      holds(inside.length === 0, inside.join('; ').slice(0, 2000))
      // Kept by the test parts for ever, else.
      running.log.length = 0
      running.mqtt.published.length = 0
      const response = await fetch(`${running.url}/livez`)
      holds(response.status === 200, `/livez answers ${response.status}`)
      await response.arrayBuffer()
    },
  }
}

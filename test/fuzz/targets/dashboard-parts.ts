/** A running dashboard for the targets beside: desk-1 is known and real, demo-1 simulated; commands are answered at once. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDiaries } from '../../../dashboard/server/diary/diaries.ts'
import { anInfo, aState, desk, runDashboard } from '../../../dashboard/server/testing.ts'
import { strictLog } from '../strict-log.ts'
import { holds } from '../target.ts'

export async function openedDashboard() {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-fuzz-'))
  const { log, faults } = strictLog()
  const diary = createDiaries({
    realFile: join(folder, 'diary.db'),
    simulatedFile: join(folder, 'simulated', 'diary.db'),
    log,
  })
  const running = await runDashboard({ diary, writesPerMinute: 1e9, commandTimeoutMs: 300 })
  running.withDesk()
  running.mqtt.deliver(desk.cushion('demo-1', 'availability'), 'online', true)
  running.mqtt.deliver(desk.cushion('demo-1', 'info'), anInfo({ simulated: true }), true)
  running.mqtt.deliver(desk.cushion('demo-1', 'state'), aState({ simulated: true }), true)
  running.mqtt.onPublish = ({ topic, payload }) => {
    if (!/\/cmd\/\w+$/.test(topic)) return
    const command: unknown = JSON.parse(payload)
    const id = typeof command === 'object' && command !== null && 'id' in command ? command.id : null
    running.mqtt.deliver(`${topic}/result`, { v: 1, id, ok: true })
  }
  return {
    ...running,
    async end() {
      await running.end()
      await diary.stop()
      rmSync(folder, { recursive: true, force: true })
    },
    /** It serves, and said nothing of a fault inside. */
    async wellness() {
      const inside = running.log.filter((line) =>
        /failed inside|met a fault|could not be answered/.test(line),
      )
      holds(inside.length === 0, inside.join('; ').slice(0, 2000))
      holds(faults.length === 0, faults.join('; ').slice(0, 2000))
      // Kept by the test parts for ever, else.
      running.log.length = 0
      running.mqtt.published.length = 0
      const response = await fetch(`${running.url}/livez`)
      holds(response.status === 200, `/livez answers ${response.status}`)
      await response.arrayBuffer()
    },
  }
}

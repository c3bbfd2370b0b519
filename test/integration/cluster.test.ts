/** The cluster of deploy/cluster as processes: a broker node and the dashboard of a page are killed, and the day is complete. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cluster, startCluster } from '../../scripts/cluster/cluster.ts'
import { whatIsMissing } from '../../scripts/cluster/programs.ts'
import { judge, watch } from '../../scripts/cluster/witness.ts'

const missing = whatIsMissing()

describe('what is lost and doubled', () => {
  it('is seen by the numbers that the board gives its readings', () => {
    const frame = (seq: number, boot = 1) => ({ boot, seq })
    expect(judge([frame(4), frame(6), frame(5)])).toEqual({ readings: 3, lost: 0, doubled: 0 })
    expect(judge([frame(4), frame(7), frame(7), frame(0, 2)])).toEqual({ readings: 4, lost: 2, doubled: 1 })
  })
})

describe.skipIf(missing !== null)(`a cluster${missing === null ? '' : `. Not run: ${missing}`}`, () => {
  let cluster: Cluster
  const said: string[] = []
  beforeAll(async () => {
    cluster = await startCluster({ listen: null, say: (sentence) => said.push(sentence) })
  }, 150_000)
  afterAll(() => cluster?.stop())

  it('goes on without one of its brokers and the dashboard of the page', async () => {
    const [cookie = ''] = (await fetch(cluster.url)).headers.getSetCookie()
    const [, dashboard = ''] = /^server=(dashboard-[12]);/.exec(cookie) ?? []
    expect(dashboard).not.toBe('')
    const witness = await watch(cluster, `server=${dashboard}`)
    try {
      await witness.live()
      for (const name of [dashboard, 'nats-1']) {
        cluster.kill(name)
        await cluster.parts.get(name)?.ended
      }
      await witness.live()
      const { readings, lost, doubled } = await witness.stored()
      expect(readings).toBeGreaterThan(20)
      expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 })
      await expect.poll(() => said.filter((sentence) => sentence.includes('has ended'))).toHaveLength(2)
    } finally {
      await witness.end()
    }
  }, 120_000)
})

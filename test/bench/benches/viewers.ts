/**
 * The cost of live updates for many: 300 viewers of one cushion, and one viewer of 300 cushions. Gateways at 10 Hz, Mosquitto,
 * one dashboard. All viewers share a process, so the ages include the time for receiving the others' updates.
 */
import { type Bench, type BenchOptions, type Row, scaled } from '../bench.ts'
import { type Load, watchDashboard, withDashboard } from '../parts/watched-dashboard.ts'

export const viewers: Bench = {
  name: 'viewers',
  about: 'live updates from one dashboard for many viewers of a cushion, and for a viewer of many cushions',
  async run({ scale, say }: BenchOptions): Promise<Row[]> {
    const many = scaled(300, Math.min(1, scale * 2), 10)
    const lookS = scaled(20, scale, 2)
    const settleS = scaled(5, scale)
    say(`${many} viewers of one cushion: ${lookS} s`)
    const crowd = await measure({ viewers: many, cushions: 1, settleS, lookS })
    say(`one viewer of ${many} cushions: ${lookS} s`)
    const wall = await measure({ viewers: 1, cushions: many, settleS, lookS })
    return [
      { what: `${many} viewers of one cushion: age of a live reading at them, 99th percentile`, ...crowd },
      { what: `one viewer of ${many} cushions: age of a live reading at it, 99th percentile`, ...wall },
    ]
  },
}

async function measure(load: Load): Promise<Omit<Row, 'what'>> {
  const { p50Ms, p99Ms, updatesPerS, fewestPerS, cpuPercent, rssMb } = await withDashboard(
    async () => {},
    (running) => watchDashboard(running, load),
  )
  return {
    unit: 'ms',
    value: p99Ms,
    more: {
      'median (ms)': p50Ms,
      'updates a second, per viewer and cushion': updatesPerS,
      'the same, of the viewer with the fewest': fewestPerS,
      ...Object.fromEntries(Object.entries(cpuPercent).map(([part, cpu]) => [`CPU of ${part} (%)`, cpu])),
      'dashboard RSS (MB)': rssMb,
    },
  }
}

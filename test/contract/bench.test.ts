/** Runs every benchmark that needs no service, at a size too small to measure; `npm run bench` gives the figures. */
import { expect, test } from 'vitest'
import { ratio, reached } from '../bench/bench.ts'
import { benches } from '../bench/benches.ts'
import { tableOf } from '../bench/table.ts'

test.each(['decode', 'cores', 'embedded', 'bytes'])('the benchmark %s gives its rows', async (name) => {
  const bench = await benches[name]?.()
  const rows = (await bench?.run({ scale: 0.005, say: () => {} })) ?? []
  expect(rows.length).toBeGreaterThan(0)
  for (const row of rows) expect(row.value, row.what).toBeGreaterThan(0)
  expect(tableOf([{ bench: name, rows }])).toContain(rows[0]?.what)
})

test('every benchmark says what it is about', async () => {
  for (const [name, load] of Object.entries(benches)) {
    const bench = await load()
    expect(bench.name).toBe(name)
    expect(bench.about.length).toBeGreaterThan(20)
  }
})

test('a rate is better the higher, a delay the lower', () => {
  const rate = { what: 'r', unit: '/s', value: 30, target: { atLeast: 20 }, peer: { name: 'p', value: 10 } }
  const wait = { what: 'w', unit: 'ms', value: 5, target: { atMost: 4 }, peer: { name: 'p', value: 10 } }
  expect([reached(rate), ratio(rate)]).toEqual([true, 3])
  expect([reached(wait), ratio(wait)]).toEqual([false, 2])
  expect(ratio({ ...rate, peer: { name: 'p', value: null } })).toBeNull()
})

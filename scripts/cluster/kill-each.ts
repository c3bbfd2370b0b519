/** Kills processes of a cluster one after the other, and prints what a page and the store saw of it as a table. */
import type { Cluster } from './cluster.ts'
import { type Stored, type Witness, watch } from './witness.ts'

interface Killed {
  readonly what: string
  readonly pageGapS: number
  readonly storedAfterS: number
  readonly stored: Stored
}

export async function killEach(
  cluster: Cluster,
  names: readonly string[],
  say: (sentence: string) => void,
): Promise<void> {
  const unknown = names.filter((name) => !cluster.parts.has(name))
  if (unknown.length > 0)
    throw new Error(`There is no ${unknown.join(', ')} here, only ${[...cluster.parts.keys()].join(', ')}.`)

  const witness = await watch(cluster)
  try {
    const rows: Killed[] = []
    for (const name of names) {
      const row = await killOne(cluster, witness, name)
      rows.push(row)
      say(asRow(row))
    }
    say(
      [
        '| killed | page without a new reading | stored after | readings, lost, doubled |',
        '| --- | --- | --- | --- |',
        ...rows.map(asRow),
      ].join('\n'),
    )
  } finally {
    await witness.end()
  }
}

/** The process comes back meanwhile, and only then the next one is killed. */
async function killOne(cluster: Cluster, witness: Witness, name: string): Promise<Killed> {
  await witness.live()
  const primary = await cluster.primary()
  const what = !name.startsWith('database')
    ? name
    : `${name}, ${name === primary ? 'the primary' : 'the replica'}`
  witness.begin()
  cluster.kill(name)
  await cluster.parts.get(name)?.ended
  await cluster.ready()
  await witness.live()
  const stored = await witness.stored()
  return { what, ...witness.seen(), stored }
}

const asRow = ({ what, pageGapS, storedAfterS, stored }: Killed): string =>
  `| ${what} | ${pageGapS.toFixed(1)} s | ${storedAfterS.toFixed(1)} s | ${stored.readings}, ${stored.lost}, ${stored.doubled} |`

/** Every licence under which something is installed with Sitbone has a name, and docs/licences.md knows it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'

const repo = join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(repo, file), 'utf8')
const lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      license: z.string().optional(),
      dev: z.boolean().optional(),
      devOptional: z.boolean().optional(),
    }),
  ),
})

test('licences of what is installed are named', () => {
  const { packages } = lock.parse(JSON.parse(read('package-lock.json')))
  const shipped = Object.entries(packages).filter(
    ([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional,
  )
  expect(shipped.length).toBeGreaterThan(100)
  const page = read('docs/licences.md')
  const named = new Set([...page.matchAll(/^\| ([^|]+?) \|/gm)].map(([, licence]) => licence))
  for (const [path, { license }] of shipped) {
    const name = path.replace(/^.*node_modules\//, '')
    if (license === undefined) expect(page, name).toContain(`\`${name}\` names no licence`)
    else expect(named, name).toContain(license)
    // The usual licence needs no list of packages.
    if (license !== undefined && license !== 'MIT') expect(page, name).toContain(name)
  }
})

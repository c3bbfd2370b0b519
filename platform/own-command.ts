/** How a person runs Sitbone's commands: in the checkout, by npx, or as an installed program. */
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { readIfThere } from './files/private-files.ts'
import { parseJson } from './json.ts'

/** npx notes in its own folder what it was asked for, such as `./sitbone-0.1.0.tgz`. */
const aboveSchema = z.looseObject({
  _npx: z.looseObject({ packages: z.array(z.string()).nonempty() }).optional(),
})

/** `module` is the address of one in a room of the program. */
export function commandAt(module: string): string {
  if (module.endsWith('.ts')) return 'npm run sitbone --'
  const packages = dirname(dirname(dirname(fileURLToPath(module))))
  if (basename(packages) !== 'node_modules') return 'sitbone'
  const above = aboveSchema.safeParse(parseJson(readIfThere(join(dirname(packages), 'package.json'))))
  // Installed for every folder: npm keeps no list there.
  if (!above.success) return 'sitbone'
  const wanted = above.data._npx?.packages[0] ?? 'sitbone'
  return `npx ${wanted.includes(' ') ? `"${wanted}"` : wanted}`
}

export const ownCommand = commandAt(import.meta.url)

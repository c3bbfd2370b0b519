/** Installs packages on demand into the system's temporary folder, separate from Sitbone's dependencies, for the next run too. */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** What to install (`name@version`), and files below the folder that show that it is there. */
interface Wanted {
  readonly packages: readonly string[]
  readonly shownBy: readonly string[]
}

/** Null, or why the packages are not there. */
export async function installedApart(folder: string, { packages, shownBy }: Wanted): Promise<string | null> {
  if (shownBy.every((file) => existsSync(join(folder, file)))) return null
  mkdirSync(folder, { recursive: true })
  const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--omit=optional', ...packages]
  try {
    await promisify(execFile)('npm', args, { timeout: 240_000 })
    return null
  } catch (error) {
    const lines = error instanceof Error ? error.message.split('\n') : []
    const why = lines.find((line) => /npm error/.test(line)) ?? ''
    return `${packages[0]} could not be installed from the package registry. ${why}`.trim()
  }
}

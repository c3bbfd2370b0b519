/** The pages' typeface inside the report, so that it looks and breaks its lines alike on every computer. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const built = join(import.meta.dirname, '../../../dashboard/web/dist/assets')

/** A style rule; empty where the pages are not built: then a typeface of the computer serves. */
export function typeface(): string {
  const files = existsSync(built) ? readdirSync(built) : []
  const file = files.find((name) => /^inter-latin-wght-normal-.*\.woff2$/.test(name))
  if (file === undefined) return ''
  const font = readFileSync(join(built, file)).toString('base64')
  return `@font-face { font-family: "Inter"; font-weight: 100 900; src: url(data:font/woff2;base64,${font}) format("woff2"); }`
}

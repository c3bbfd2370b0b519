import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

/** The packages below node_modules that a process has loaded once it can start everything. */
function packagesLoaded(): ReadonlySet<string> {
  const program = `
    import { registerHooks } from 'node:module'
    const loaded = new Set()
    registerHooks({ load(url, context, next) {
      const [, name] = /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url) ?? []
      if (name !== undefined) loaded.add(name)
      return next(url, context)
    } })
    await import(${JSON.stringify(new URL('./start.ts', import.meta.url).href)})
    console.log(JSON.stringify([...loaded]))`
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    encoding: 'utf8',
  })
  return new Set(JSON.parse(said))
}

it('without accounts, nothing is loaded that only accounts need', () => {
  const loaded = packagesLoaded()
  expect([...loaded]).toContain('mqtt')
  expect([...loaded].filter((name) => /kysely|auth|webauthn|nodemailer/.test(name))).toEqual([])
})

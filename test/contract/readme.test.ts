/** README.md and docs/ match the program: settings and their defaults, commands, links. README.md stays short. */
import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { environmentName, resolveSettings, secretNames, settingNames } from '../../settings/settings.ts'

const repo = join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(repo, file), 'utf8')
const readme = read('README.md')
const docs = readdirSync(join(repo, 'docs')).filter((name) => name.endsWith('.md'))
const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...docs.map((name) => `docs/${name}`)]

/** Setting -> the other cells of its row. */
const rows = new Map(
  read('docs/settings.md')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => {
      const [first = '', ...rest] = line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim())
      return [first, rest] as const
    }),
)

describe('README.md', () => {
  it('says on its first screen what Sitbone is, for whom, how it looks, and how to run it', () => {
    const screen = readme.split('\n').slice(0, 25).join('\n')
    expect(screen).toMatch(/seat-pressure monitor for people with/)
    expect(screen).toMatch(/!\[[^\]]+\]\(docs\/screenshots\//)
    expect(screen).toMatch(/^npm start\b/m)
  })

  it('is short, and leads to every page of docs/', () => {
    expect(readme.split(/\s+/).length).toBeLessThan(1500)
    for (const name of docs) expect(readme).toContain(`](docs/${name})`)
  })
})

describe('docs/', () => {
  const defaults = resolveSettings({ flags: {}, environment: {}, config: '/dev/null' }).values

  it.each(settingNames.filter((name) => name !== 'cushions'))(
    'has the setting %s with its default',
    (name) => {
      const [environment = '', byDefault = ''] =
        rows.get(name === 'past' ? '`--no-past`' : `\`--${name}\``) ?? []
      expect(environment).toContain(`\`${environmentName(name)}\``)
      if (secretNames.includes(name)) expect(environment).toContain('..._FILE')
      const value = defaults[name]
      if (value !== null && name !== 'zone') expect(byDefault).toContain(`\`${value}\``)
    },
  )

  it('has every command, and no other', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [join(repo, 'sitbone.ts'), '--help'])
    const commands = [...(stdout.split('Commands:')[1] ?? '').matchAll(/^ {2}([a-z]+) /gm)].map(
      (match) => match[1],
    )
    expect(commands).toContain('start')
    const named = [...read('docs/commands.md').matchAll(/^\| `([a-z]+)` /gm)].map((match) => match[1])
    expect(named).toEqual(commands.filter((name) => name !== 'help'))
  })

  it('gives a reason for every dependency', () => {
    const { dependencies, devDependencies } = packageJson
    for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
      expect(read('docs/dependencies.md'), name).toMatch(new RegExp(`[| ]${name.replace('/', '\\/')}[, ]`))
    }
  })

  it('names only npm scripts that exist', () => {
    const scripts = Object.keys(packageJson.scripts)
    for (const file of pages) {
      for (const [, name = ''] of read(file).matchAll(/npm run (?:--silent )?([a-z:0-9]+)/g))
        expect(scripts).toContain(name)
    }
  })
})

describe('links between pages', () => {
  it.each(pages)('%s points at files that exist', (file) => {
    const targets = [...read(file).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map((match) => match[1] ?? '')
      .filter((target) => !/^https?:/.test(target))
      // Created by a run with a browser.
      .filter((target) => !target.startsWith('docs/screenshots/'))
    for (const target of targets) expect(existsSync(join(repo, dirname(file), target)), target).toBe(true)
  })
})

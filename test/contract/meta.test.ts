/** Checks project files without running them, against careless edits: workflows, updates, issue forms, changelog. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { commands } from '../../cli/commands.ts'

const repo = join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(repo, file), 'utf8')
const yaml = (file: string): unknown => parse(read(file))

const step = z
  .strictObject({
    name: z.string().optional(),
    uses: z.string().optional(),
    with: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    run: z.string().optional(),
    env: z.record(z.string(), z.string()).optional(),
  })
  .refine(({ uses, run }) => (uses === undefined) !== (run === undefined), 'a step either uses or runs')
const job = z.strictObject({
  name: z.string(),
  'runs-on': z.string(),
  container: z.strictObject({ image: z.string(), options: z.string().optional() }).optional(),
  'timeout-minutes': z.number(),
  'continue-on-error': z.boolean().optional(),
  strategy: z
    .strictObject({ 'fail-fast': z.boolean(), matrix: z.strictObject({ os: z.array(z.string()) }) })
    .optional(),
  steps: z.array(step).min(1),
})
const workflow = z.strictObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.strictObject({ contents: z.literal('read') }),
  concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': z.boolean() }).optional(),
  jobs: z.record(z.string(), job),
})

const workflows = readdirSync(join(repo, '.github/workflows')).map((name) => `.github/workflows/${name}`)
const { scripts, version } = z
  .object({ scripts: z.record(z.string(), z.string()), version: z.string() })
  .parse(JSON.parse(read('package.json')))

describe.each(workflows)('%s', (file) => {
  const { jobs } = workflow.parse(yaml(file))
  const steps = Object.values(jobs).flatMap(({ steps }) => steps)
  const runs = steps.flatMap(({ run }) => (run === undefined ? [] : [run]))

  it('may only read the repository, and needs no secret', () => {
    expect(read(file)).not.toMatch(/secrets\.|pull_request_target|write-all|: write\b/)
  })

  it('runs only scripts that exist', () => {
    const named = runs.flatMap((run) => [...run.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name ?? ''))
    for (const name of named) expect(Object.keys(scripts)).toContain(name)
  })

  it('takes only the actions of GitHub itself, each at a version', () => {
    for (const { uses } of steps) if (uses !== undefined) expect(uses).toMatch(/^actions\/[a-z-]+@v\d+$/)
  })
})

describe('continuous integration', () => {
  const { jobs } = workflow.parse(yaml('.github/workflows/ci.yml'))
  const runsOf = (name: string) => jobs[name]?.steps.map(({ run }) => run)

  it("runs the README's test command on Linux with Node 24", () => {
    expect(read('README.md')).toMatch(/^npm test\b/m)
    expect(runsOf('test')).toContain('npm test')
    expect(jobs.test?.container?.image).toMatch(/^node:24-/)
    expect(jobs.test?.['continue-on-error']).toBeUndefined()
  })

  it('says lint and types on their own, early', () => {
    expect(runsOf('quick')).toEqual(expect.arrayContaining(['npm run lint', 'npm run typecheck']))
  })

  it('refuses packages with known holes', () => {
    expect(runsOf('quick')).toContain('npm audit --omit=dev --audit-level=high')
  })

  it('tries the unit tests on macOS and Windows', () => {
    expect(jobs.unit?.strategy?.matrix.os).toEqual(['macos-latest', 'windows-latest'])
    expect(runsOf('unit')?.join('\n')).toMatch(/npm run test:unit/)
  })
})

describe('npm scripts', () => {
  it.each(Object.entries(scripts))('%s is a command that the Windows shell knows too', (_name, script) => {
    for (const command of script.split(' && '))
      expect(command).toMatch(/^(node|vitest|biome|tsc|npm run) [^'$;&|<>]*$/)
  })
})

it('the Node of Windows is a program of a package that npm installs', () => {
  const [, name] = /'node_modules\/([\w-]+)\/bin\/node\.exe'/.exec(read('scripts/run/node24.mjs')) ?? []
  expect(read('package-lock.json')).toContain(`"node_modules/${name}": {`)
})

describe('updates and forms', () => {
  it('asks for updates of packages, actions and the image', () => {
    const update = z.looseObject({ 'package-ecosystem': z.string(), directory: z.literal('/') })
    const { updates } = z
      .strictObject({ version: z.literal(2), updates: z.array(update) })
      .parse(yaml('.github/dependabot.yml'))
    expect(updates.map((each) => each['package-ecosystem'])).toEqual(['npm', 'github-actions', 'docker'])
  })

  const field = z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('markdown'), attributes: z.strictObject({ value: z.string() }) }),
    z.strictObject({
      type: z.enum(['textarea', 'input']),
      id: z.string(),
      attributes: z.strictObject({
        label: z.string(),
        description: z.string().optional(),
        render: z.string().optional(),
      }),
      validations: z.strictObject({ required: z.boolean() }).optional(),
    }),
  ])
  const form = z.strictObject({
    name: z.string(),
    description: z.string(),
    labels: z.array(z.string()),
    body: z.array(field).min(1),
  })

  it.each(['bug', 'cushion', 'idea'])('has a form for: %s', (name) => {
    const { body } = form.parse(yaml(`.github/ISSUE_TEMPLATE/${name}.yml`))
    const ids = body.flatMap((one) => ('id' in one ? [one.id] : []))
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('asks for no command that does not exist', () => {
    const names = commands.map(({ name: command }) => command)
    for (const name of ['bug', 'cushion', 'idea'])
      for (const [, command] of read(`.github/ISSUE_TEMPLATE/${name}.yml`).matchAll(/sitbone -- (\w+)/g))
        expect(names).toContain(command)
  })
})

describe('the changelog', () => {
  const headings = [...read('CHANGELOG.md').matchAll(/^## (.*)$/gm)].map(([, heading]) => heading ?? '')

  it('begins with what is not released yet, then the version of package.json with its day', () => {
    expect(headings[0]).toBe('[Unreleased]')
    expect(headings[1]).toMatch(/^\[[\d.]+\] - \d{4}-\d{2}-\d{2}$/)
    expect(headings[1]).toContain(`[${version}]`)
  })

  it('sorts changes by the kinds of Keep a Changelog', () => {
    const kinds = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security']
    for (const [, kind] of read('CHANGELOG.md').matchAll(/^### (.*)$/gm)) expect(kinds).toContain(kind)
  })
})

/**
 * One schema for every setting. A value comes from, in this order: flag, environment (`SITBONE_...`), `sitbone.yaml`,
 * default; each knows its source. The key of the file is the flag's name; the environment variable is that name in
 * capitals with `_`. A secret may also come from a file (`..._FILE`, `...-file`) and is never printed.
 */

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { cushionId } from '../contract/topics.ts'
import { timeZone } from '../core/time/time-zone.ts'
import { usualStartHour } from '../core/time/zone-days.ts'
import { sensorKinds } from '../firmware-protocol/index.ts'
import { brokerUrls } from './broker-urls.ts'
import { hidePassword } from './hide-password.ts'
import { proxies, publicHosts, publicPath } from './public-address.ts'
import { recordTopics } from './record-topics.ts'
import { readSettingLines, reasonOf } from './setting-lines.ts'
import { smtp } from './smtp.ts'

const localZone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
const yes = z.union([z.boolean(), z.stringbool()])
const hostPort = z
  .string()
  .regex(/^(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5}$/, 'expected host:port, for instance 127.0.0.1:8080')

const schema = z.strictObject({
  port: z.string().min(1).default('auto'),
  /** Null: as the system sets them on opening. */
  dtr: yes.nullable().default(null),
  rts: yes.nullable().default(null),
  cushion: cushionId.default('desk-1'),
  layout: z.string().min(1).default('fsr8'),
  calibration: z.string().min(1).nullable().default(null),
  columns: z.string().min(1).nullable().default(null),
  /** Null: assume 10 and check it against the counts. */
  bits: z.coerce.number().int().min(1).max(24).nullable().default(null),
  /** Null: fsr, unless the recording says otherwise. */
  kind: z.enum(sensorKinds).nullable().default(null),
  /** Null: detected from the counts. */
  inverted: yes.nullable().default(null),
  'time-format': z.string().min(1).nullable().default(null),
  date: z.iso.date('expected a day such as 2026-03-02').nullable().default(null),
  broker: brokerUrls,
  'broker-user': z.string().nullable().default(null),
  'broker-password': z.string().nullable().default(null),
  'broker-ca': z.string().nullable().default(null),
  'broker-listen': z.union([z.literal('off'), hostPort]).default('127.0.0.1:1883'),
  'broker-anonymous': z.enum(['off', 'read']).default('off'),
  base: z
    .string()
    .regex(/^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/, 'a topic prefix of letters, digits, _ , - and /')
    .default('sitbone'),
  'record-topics': recordTopics,
  gateway: cushionId.default('gateway-1'),
  store: z.string().default('sqlite'),
  'store-password': z.string().nullable().default(null),
  'store-token': z.string().nullable().default(null),
  'store-ca': z.string().min(1).nullable().default(null),
  accounts: z
    .union(
      [z.literal('sqlite'), z.string().regex(/^postgres(ql)?:\/\//)],
      'expected sqlite or postgres://user@host/database',
    )
    .default('sqlite'),
  'accounts-password': z.string().nullable().default(null),
  'accounts-secret': z.string().min(32, 'at least 32 characters').nullable().default(null),
  smtp,
  'smtp-password': z.string().nullable().default(null),
  listen: hostPort.default('127.0.0.1:8080'),
  'api-token': z.string().min(1).nullable().default(null),
  'public-host': publicHosts,
  'public-path': publicPath,
  proxy: proxies,
  'tls-cert': z.string().min(1).nullable().default(null),
  'tls-key': z.string().min(1).nullable().default(null),
  container: yes.default(false),
  data: z.string().min(1).default('./data'),
  zone: timeZone.default(localZone),
  'day-start': z.coerce.number().int().min(0).max(23).default(usualStartHour),
  'retention-days': z.coerce.number().int().min(1).max(36_500).default(400),
  'outbox-mb': z.coerce.number().min(1).max(1_000_000).default(512),
  'outbox-days': z.coerce.number().min(0.01).max(3650).default(30),
  scenario: z.string().min(1).default('office-day'),
  seed: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1),
  speed: z.coerce.number().min(0.1).max(3600).default(1),
  past: yes.default(true),
  /** Null: no cohort, but the sitter of the settings. */
  cohort: z.coerce.number().int().min(1).max(24).nullable().default(null),
  'log-level': z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** Several cushions for one gateway, only in the settings file; the flags name one. */
  cushions: z
    .array(
      z.strictObject({
        id: cushionId,
        port: z.string().min(1),
        dtr: yes.nullable().default(null),
        rts: yes.nullable().default(null),
        layout: z.string().min(1).default('fsr8'),
        calibration: z.string().min(1).nullable().default(null),
      }),
    )
    .max(1000)
    .default([]),
})

export type Settings = z.infer<typeof schema>
export type SettingName = keyof Settings
export const secretNames: readonly SettingName[] = [
  'broker-password',
  'store-password',
  'store-token',
  'accounts-password',
  'accounts-secret',
  'smtp-password',
  'api-token',
]
export const settingNames = Object.keys(schema.shape) as SettingName[]

type SettingSource = 'flag' | 'environment' | 'file' | 'default'
export interface ResolvedSettings {
  readonly values: Settings
  readonly sources: Readonly<Record<string, SettingSource>>
  readonly warnings: readonly string[]
}

/** A setting cannot be used; the message names each one, where it came from, and what is expected. */
export class SettingsError extends Error {
  override name = 'SettingsError'
}

export const environmentName = (name: string) => `SITBONE_${name.toUpperCase().replaceAll('-', '_')}`

interface Given {
  readonly value: unknown
  readonly source: SettingSource
  /** For messages: `--listen`, `SITBONE_LISTEN`, `./sitbone.yaml line 3`. */
  readonly place: string
}

export interface SettingsInput {
  readonly flags: Readonly<Record<string, unknown>>
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Path of the settings file when one was named; otherwise ./sitbone.yaml if it is there. */
  readonly config?: string | undefined
  /** Defaults of the command that runs, below the file. */
  readonly defaults?: Partial<Settings>
}

/** @throws SettingsError naming every wrong setting with its place */
export function resolveSettings(input: SettingsInput): ResolvedSettings {
  const warnings: string[] = []
  const problems: string[] = []
  const given = new Map<string, Given>()
  for (const [name, value] of Object.entries(input.defaults ?? {}))
    given.set(name, { value, source: 'default', place: 'the default' })
  for (const [name, entry] of fromFile(input.config, problems)) given.set(name, entry)
  for (const [name, entry] of fromEnvironment(input.environment, problems, warnings)) given.set(name, entry)
  for (const [name, value] of Object.entries(input.flags)) {
    if (value === undefined) continue
    given.set(name, { value, source: 'flag', place: `--${name}` })
    if (isSecret(name))
      warnings.push(
        `--${name} on the command line is visible to other users of this computer. Use ${environmentName(name)}_FILE to keep it private.`,
      )
  }
  const parsed = schema.safeParse(Object.fromEntries([...given].map(([name, entry]) => [name, entry.value])))
  if (!parsed.success) problems.push(...parsed.error.issues.flatMap((issue) => issueWords(issue, given)))
  if (problems.length > 0 || !parsed.success) throw new SettingsError(shownProblems(problems))
  const sources: Record<string, SettingSource> = {}
  for (const name of settingNames) sources[name] = given.get(name)?.source ?? 'default'
  return { values: parsed.data, sources, warnings }
}

const isSecret = (name: string): boolean => secretNames.some((secret) => secret === name)

function issueWords(issue: z.core.$ZodIssue, given: ReadonlyMap<string, Given>): string[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const name = [...issue.path, key].join('.')
      return `${given.get(key)?.place ?? 'the settings file'}: there is no setting "${name}".`
    })
  const name = String(issue.path[0] ?? '')
  const entry = given.get(name)
  const shown = isSecret(name)
    ? 'the secret'
    : shortened(JSON.stringify(hidePassword(entry?.value)) ?? 'nothing', 120)
  const inside = issue.path.length > 1 ? ` at ${issue.path.slice(1).join('.')}` : ''
  return [`${entry?.place ?? name}${inside}: ${shown} cannot be used: ${issue.message}.`]
}

const mostProblems = 20
const longestProblem = 400

/** A broken file can have thousands of faults, and any value in it can be long. */
function shownProblems(problems: readonly string[]): string {
  const shown = problems.slice(0, mostProblems).map((problem) => shortened(problem, longestProblem))
  const left = problems.length - shown.length
  return [...shown, ...(left > 0 ? [`... and ${left} more.`] : [])].join('\n')
}

const shortened = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most)}...` : text

function fromFile(config: string | undefined, problems: string[]): Map<string, Given> {
  const path = resolve(config ?? 'sitbone.yaml')
  const entries = new Map<string, Given>()
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (config !== undefined || !isMissing(error))
      problems.push(`--config: ${path} cannot be read (${reasonOf(error)}).`)
    return entries
  }
  for (const { key, value, place } of readSettingLines(text, path, problems)) {
    const secret = secretNames.find((name) => `${name}-file` === key)
    if (secret === undefined) entries.set(key, { value, source: 'file', place })
    else entries.set(secret, { value: readSecret(String(value), place, problems), source: 'file', place })
  }
  return entries
}

function fromEnvironment(
  environment: SettingsInput['environment'],
  problems: string[],
  warnings: string[],
): Map<string, Given> {
  const entries = new Map<string, Given>()
  const known = new Map(
    settingNames.filter((name) => name !== 'cushions').map((name) => [environmentName(name), name]),
  )
  for (const [variable, value] of Object.entries(environment)) {
    if (!variable.startsWith('SITBONE_') || value === undefined || value === '') continue
    const name = known.get(variable)
    if (name !== undefined) {
      entries.set(name, { value, source: 'environment', place: variable })
      continue
    }
    const secret = secretNames.find((each) => `${environmentName(each)}_FILE` === variable)
    if (secret !== undefined)
      entries.set(secret, {
        value: readSecret(value, variable, problems),
        source: 'environment',
        place: variable,
      })
    else if (variable !== 'SITBONE_CONFIG')
      warnings.push(`${variable} is set but is not a setting, so it is ignored. Check its spelling.`)
  }
  return entries
}

function readSecret(path: string, place: string, problems: string[]): string | null {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    problems.push(`${place}: the file ${path} cannot be read (${reasonOf(error)}).`)
    return null
  }
}

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'

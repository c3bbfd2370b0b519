/**
 * `sitbone cushion`: which gateway each cushion belongs to at the recorder; `cushion <id> --gateway <id>` gives it to another;
 * `cushion forget <id>` removes it from the broker.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cushionId } from '../contract/topics.ts'
import { giveCushion, readCushionGateways } from '../recorder/cushion-gateways.ts'
import { SettingsError } from '../settings/settings.ts'
import type { CommandContext } from './context.ts'
import { forgetCushion } from './cushion-forget.ts'

/** @throws SettingsError */
export async function runCushionCommand({ values, settings, options, log }: CommandContext): Promise<number> {
  const [id, forgotten] = Array.isArray(options.arguments) ? options.arguments.map(String) : []
  if (id === 'forget' && settings.sources.gateway === 'default') {
    if (!cushionId.safeParse(forgotten).success || forgotten === undefined)
      throw new SettingsError('Name the cushion to forget: sitbone cushion forget <id> --confirm.')
    return await forgetCushion(values, { id: forgotten, confirmed: options.confirm === true })
  }
  const warn = (sentence: string) => log.warn({}, sentence)
  // A recorder keeps simulated cushions in a separate folder (sitbone start).
  const folders = [values.data, join(values.data, 'simulated')].filter((folder) => existsSync(folder))
  const known = folders.flatMap((folder) =>
    [...readCushionGateways(folder, warn)].map(([cushion, gateway]) => ({ folder, cushion, gateway })),
  )
  if (id === undefined) {
    for (const { cushion, gateway } of known) process.stdout.write(`${cushion}  ${gateway}\n`)
    if (known.length === 0) process.stdout.write(`No recorder has heard a cushion in ${values.data} yet.\n`)
    return 0
  }
  if (settings.sources.gateway === 'default' || !cushionId.safeParse(id).success)
    throw new SettingsError(
      'Say which cushion belongs to which gateway: sitbone cushion <id> --gateway <id>.',
    )
  const of = known.filter(({ cushion }) => cushion === id)
  if (of.length === 0)
    throw new SettingsError(
      `No gateway has sent readings of ${id} yet (${values.data}). The first one that does will own it, so nothing was changed.`,
    )
  for (const { folder } of of) giveCushion(folder, { cushion: id, gateway: values.gateway }, warn)
  process.stdout.write(
    `${id} now belongs to the gateway ${values.gateway}. A running recorder follows at once.\n`,
  )
  return 0
}

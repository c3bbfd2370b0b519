#!/usr/bin/env node
/** The command line: reads the settings and hands over to the command. */
import { Command } from 'commander'
import { commands } from './cli/commands.ts'
import { createLog } from './platform/console-log.ts'
import { closeToOthers } from './platform/files/private-files.ts'
import { version } from './platform/version.ts'
import { flagHelp, flagsOf } from './settings/flags.ts'
import { resolveSettings } from './settings/settings.ts'

/** Without a command, `sitbone` and `sitbone --port auto` start everything. A misspelt command stays one. */
const commandMissing = !/^[^-]/.test(process.argv[2] ?? '')

// Before anything is opened. What Sitbone writes is about one person's body: also what libraries write, and exports.
closeToOthers()

const program = new Command('sitbone')
  .description(
    'Seat-pressure monitor: a cushion of force sensors, a live picture, an alert at your own limit.',
  )
  .version(version)
  .showHelpAfterError('(see sitbone --help)')
let status = 0

for (const described of commands) {
  const command = program
    .command(described.name, { isDefault: described.name === 'start' && commandMissing })
    .summary(described.summary)
    .description(described.summary)
  for (const option of described.settings.flatMap(flagsOf)) command.addOption(option)
  command
    .option('--config <file>', 'settings file (default: ./sitbone.yaml if there)')
    .addOption(flagHelp('log-level'))
  described.extra?.(command)
  command.action(async () => {
    const options: Record<string, unknown> = { ...command.opts(), arguments: command.args }
    const flags: Record<string, unknown> = {}
    for (const name of [...described.settings, 'log-level' as const])
      if (command.getOptionValueSource(attribute(name)) === 'cli') flags[name] = options[attribute(name)]
    const settings = resolveSettings({
      flags,
      environment: process.env,
      config: typeof options.config === 'string' ? options.config : process.env.SITBONE_CONFIG,
      ...(described.defaults === undefined ? {} : { defaults: described.defaults }),
    })
    hideSecretsFromProcessList(described.name)
    const log = createLog({ level: settings.values['log-level'], terminal: process.stderr.isTTY === true })
    process.once('exit', () => log.flush())
    for (const warning of settings.warnings) log.warn({}, warning)
    status = await (await described.run())({ settings, values: settings.values, options, log })
  })
}

/** commander's name of an option: `broker-listen` -> `brokerListen`. */
function attribute(name: string): string {
  return name.replace(/-(.)/g, (_all, letter: string) => letter.toUpperCase())
}

/** Anybody on this computer can read a process's arguments, so a title replaces them. */
function hideSecretsFromProcessList(command: string): void {
  if (process.argv.some((argument) => /password|token|:\/\/[^/]*:[^/]*@/.test(argument)))
    process.title = `sitbone ${command}`
}

try {
  await program.parseAsync()
} catch (error) {
  // Faults of settings and environment have a name and a sentence; anything else is a bug and prints its stack.
  const expected = error instanceof Error && error.name !== 'Error' && error.name !== 'TypeError'
  process.stderr.write(`${expected ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
  status = 1
}
process.exitCode = status
if (status !== 0 || process.stdout.writableLength === 0) setImmediate(() => process.exit(status))

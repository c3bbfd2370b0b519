#!/usr/bin/env node
/** The command line: reads the settings and hands over to the command. What a command does lies in cli/. */
import { Command, Option } from 'commander'
import type { CommandContext } from './cli/context.ts'
import packageJson from './package.json' with { type: 'json' }
import { createLog } from './platform/console-log.ts'
import { flagHelp, flagsOf, type SettingFlag } from './settings/flags.ts'
import { resolveSettings, type Settings } from './settings/settings.ts'

type Run = (context: CommandContext) => Promise<number>

interface Described {
  readonly name: string
  readonly summary: string
  readonly settings: readonly SettingFlag[]
  readonly defaults?: Partial<Settings>
  readonly extra?: (command: Command) => void
  readonly run: () => Promise<Run>
}

const recording: SettingFlag[] = ['columns', 'bits', 'inverted', 'time-format', 'date']
const cushion: SettingFlag[] = ['port', 'cushion', 'layout', 'calibration', 'speed', ...recording]
const broker: SettingFlag[] = ['broker', 'broker-user', 'broker-password', 'broker-ca', 'base']
const embeddedBroker: SettingFlag[] = ['broker-listen', 'broker-anonymous']
const store: SettingFlag[] = ['store', 'store-password', 'store-ca', 'data', 'retention-days']
const day: SettingFlag[] = ['zone', 'day-start']
const gateway: SettingFlag[] = [...cushion, ...broker, 'gateway', 'data', ...day, 'outbox-mb', 'outbox-days']
const dashboard: SettingFlag[] = ['listen', 'public-host', 'container', ...broker, ...store, ...day]
const simulator: SettingFlag[] = ['scenario', 'seed', 'speed', 'layout']

const commands: readonly Described[] = [
  {
    name: 'start',
    summary: 'everything in one process: cushion or simulator, broker, store, dashboard',
    settings: [...new Set([...gateway, ...simulator, ...embeddedBroker, ...dashboard, 'past' as const])],
    defaults: { port: 'simulator' },
    run: async () => (await import('./cli/start.ts')).runStart,
  },
  {
    name: 'gateway',
    summary: 'one or more cushions to MQTT; decides the alerts',
    settings: [...new Set([...gateway, ...simulator])],
    run: async () => (await import('./cli/single-roles.ts')).runGateway,
  },
  {
    name: 'recorder',
    summary: 'from MQTT into the store',
    settings: [...new Set([...broker, ...store])],
    run: async () => (await import('./cli/single-roles.ts')).runRecorder,
  },
  {
    name: 'dashboard',
    summary: 'the pages and the API',
    settings: [...new Set(dashboard)],
    run: async () => (await import('./cli/single-roles.ts')).runDashboard,
  },
  {
    name: 'simulator',
    summary: 'a simulated cushion on TCP or on a pseudo terminal',
    settings: [...simulator, 'cushion', ...broker, 'data', ...day],
    extra: (command) =>
      command
        .option('--tcp <host:port>', 'serve the board on TCP, for instance 127.0.0.1:7700')
        .option('--pty <link>', 'serve the board on a pseudo terminal with this name (needs socat)')
        .option('--board <kind>', 'virtual, avr (emulated machine code), or avr:<hex file> (virtual)')
        .option('--write-calibration <file>', 'write the calibration that fits this simulated cushion')
        .option(
          '--fleet <cushions>',
          'simulate this many cushions with their gateways, publishing to --broker',
        )
        .option('--rate <hz>', 'readings per second from each cushion of the fleet', '10')
        .option('--per-connection <cushions>', 'cushions that share one MQTT connection', '50')
        .option('--for <s>', 'stop the fleet after this many seconds'),
    run: async () => (await import('./cli/simulator.ts')).runSimulator,
  },
  {
    name: 'broker',
    summary: 'users of the embedded broker: broker user list, add <name> --role read, remove <name>',
    settings: ['data'],
    extra: (command) =>
      command
        .argument('<what>', 'user')
        .argument('<action>', 'list, add or remove')
        .argument('[name]', 'the user')
        .addOption(
          new Option(
            '--role <role>',
            'read: reads everything; home: for Home Assistant; tool: reads, commands, and sets limits',
          ).choices(['read', 'home', 'tool']),
        ),
    run: async () => (await import('./cli/broker-command.ts')).runBrokerCommand,
  },
  {
    name: 'cushion',
    summary: 'which gateway each cushion belongs to; cushion <id> --gateway <id> reassigns it',
    settings: ['data', 'gateway'],
    extra: (command) => command.argument('[id]', 'the cushion'),
    run: async () => (await import('./cli/cushion-command.ts')).runCushionCommand,
  },
  {
    name: 'calibrate',
    summary: 'guided calibration with known weights, in the terminal',
    settings: [...new Set([...cushion, ...simulator])],
    defaults: { 'log-level': 'warn' },
    extra: (command) =>
      command
        .option('--out <file>', 'file to write the calibration to (./<cushion>-calibration.json)')
        .option('--surface <words>', 'what the cushion lies on, for instance "office chair"')
        .option(
          '--weights <g,...>',
          'at least five weights, each including the stamp (100,200,400,700,1200 for FSR 402)',
        )
        .option('--verify <g>', 'check weight, between the others (300)')
        .option('--stamp <cm2>', 'area of the stamp, only needed if it is larger than a cell')
        .option(
          '--repeats <n>',
          'final rounds, each with one weight on every cell again; more is more exact (12)',
        )
        .option(
          '--cells <n,...>',
          'only these cells, counted from 0; the others keep their values from --calibration',
        ),
    run: async () => (await import('./cli/calibrate.ts')).runCalibrate,
  },
  {
    name: 'ports',
    summary: 'serial ports of this computer, and where a cushion answers',
    settings: [],
    run: async () => (await import('./cli/ports.ts')).runPorts,
  },
  {
    name: 'doctor',
    summary: 'checks settings, ports, broker, store and folders, and says how to fix problems',
    settings: [...new Set([...gateway, ...embeddedBroker, ...dashboard])],
    run: async () => (await import('./cli/doctor.ts')).runDoctor,
  },
  {
    name: 'export',
    summary: 'writes the contents of the store to standard output',
    settings: [...new Set([...store, 'cushion' as const])],
    defaults: { 'log-level': 'warn' },
    extra: (command) =>
      command
        .addOption(
          new Option('--what <kind>', 'what to write')
            .choices(['frames', 'minutes', 'bouts', 'events'])
            .default('minutes'),
        )
        .option('--from <iso>', 'start, inclusive, in ISO 8601; default: the earliest data')
        .option('--to <iso>', 'end, exclusive, in ISO 8601; default: the latest data')
        .addOption(new Option('--format <format>', 'csv or jsonl').choices(['csv', 'jsonl']).default('csv'))
        .option('--simulated', 'the simulated cushion of this name'),
    run: async () => (await import('./cli/export.ts')).runExport,
  },
  {
    name: 'retention',
    summary: 'lists raw readings past their retention time; --confirm deletes them now',
    settings: store,
    defaults: { 'log-level': 'warn' },
    extra: (command) =>
      command
        .option('--confirm', 'delete them; Sitbone must not be running')
        .option('--simulated', 'the store of simulated cushions'),
    run: async () => (await import('./cli/retention.ts')).runRetention,
  },
  {
    name: 'repair',
    summary: '--clock: corrects the times in the embedded store after the clock was wrong',
    settings: store,
    defaults: { 'log-level': 'warn' },
    extra: (command) =>
      command
        .option(
          '--clock',
          'correct the times of data recorded with a wrong clock, using the clock-jump events',
        )
        .option('--confirm', 'move them; Sitbone must not be running')
        .option('--simulated', 'the store of simulated cushions'),
    run: async () => (await import('./cli/repair.ts')).runRepair,
  },
  {
    name: 'import',
    summary: 'imports batches from a set-aside file, once the cause is fixed',
    settings: store,
    defaults: { 'log-level': 'warn' },
    extra: (command) =>
      command
        .argument('<file>', 'set-aside-<day>.jsonl of the data folder')
        .option(
          '--shift <s>',
          'seconds to add to each time if the clock was wrong: -86400 moves it a day earlier',
        )
        .option('--simulated', 'into the store of simulated cushions'),
    run: async () => (await import('./cli/import.ts')).runImport,
  },
  {
    name: 'analyse',
    summary: 'analyses a recording exactly as if it were live, at full speed',
    settings: ['layout', 'calibration', ...recording, ...day],
    defaults: { 'log-level': 'warn' },
    extra: (command) =>
      command
        .argument('<file>', 'JSON lines {"atMs","line"}, or a table of counts (CSV, serial monitor)')
        .option(
          '--tolerance <file>',
          'file with your limits, in the form of the MQTT contract; default: the starting limits',
        )
        .option('--tz <zone>', 'the same as --zone')
        .option('--readings <file>', 'also write every reading to this file, as JSON lines')
        .option('--preview', 'only show how the file is read: columns and first readings')
        .addOption(new Option('--format <format>', 'json or text').choices(['json', 'text']).default('json')),
    run: async () => (await import('./cli/analyse.ts')).runAnalyse,
  },
  {
    name: 'conformance',
    summary: 'tests a board clause by clause against the wire protocol',
    settings: ['port', 'layout', 'scenario', 'seed', 'speed'],
    defaults: { 'log-level': 'warn' },
    extra: (command) =>
      command.addOption(
        new Option('--format <format>', 'json or text').choices(['json', 'text']).default('text'),
      ),
    run: async () => (await import('./cli/conformance.ts')).runConformanceCommand,
  },
]

const program = new Command('sitbone')
  .description(
    'Seat-pressure monitor: a cushion of force sensors, a live picture, an alert at your own limit.',
  )
  .version(packageJson.version)
  .showHelpAfterError('(see sitbone --help)')
let status = 0

for (const described of commands) {
  const command = program.command(described.name).summary(described.summary).description(described.summary)
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
    for (const warning of settings.warnings) log.warn({}, warning)
    status = await (await described.run())({ settings, values: settings.values, options, log })
  })
}

/** commander's name of an option: `broker-listen` -> `brokerListen`. */
function attribute(name: string): string {
  return name.replace(/-(.)/g, (_all, letter: string) => letter.toUpperCase())
}

/** Anybody on this computer can read the arguments of a process; a title takes their place. */
function hideSecretsFromProcessList(command: string): void {
  if (process.argv.some((argument) => /password|:\/\/[^/]*:[^/]*@/.test(argument)))
    process.title = `sitbone ${command}`
}

try {
  await program.parseAsync()
} catch (error) {
  // Faults of settings and surroundings have a name and a sentence; anything else is a bug and shows where it is.
  const expected = error instanceof Error && error.name !== 'Error' && error.name !== 'TypeError'
  process.stderr.write(`${expected ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
  status = 1
}
process.exitCode = status
if (status !== 0 || process.stdout.writableLength === 0) setImmediate(() => process.exit(status))

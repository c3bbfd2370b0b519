/** Every command: its settings, its own options, and what runs it. */
import { type Command, Option } from 'commander'
import type { SettingFlag } from '../settings/flags.ts'
import type { Settings } from '../settings/settings.ts'
import type { CommandContext } from './context.ts'

type Run = (context: CommandContext) => Promise<number>

export interface Described {
  readonly name: string
  readonly summary: string
  readonly settings: readonly SettingFlag[]
  readonly defaults?: Partial<Settings>
  readonly extra?: (command: Command) => void
  /** Loads only what this command needs. */
  readonly run: () => Promise<Run>
}

const recording: SettingFlag[] = ['columns', 'bits', 'kind', 'inverted', 'time-format', 'date']
const cushion: SettingFlag[] = [
  'port',
  'dtr',
  'rts',
  'cushion',
  'layout',
  'calibration',
  'speed',
  ...recording,
]
const broker: SettingFlag[] = ['broker', 'broker-user', 'broker-password', 'broker-ca', 'base']
const embeddedBroker: SettingFlag[] = ['broker-listen', 'broker-anonymous']
const store: SettingFlag[] = ['store', 'store-password', 'store-token', 'store-ca', 'data', 'retention-days']
const day: SettingFlag[] = ['zone', 'day-start']
const gateway: SettingFlag[] = [...cushion, ...broker, 'gateway', 'data', ...day, 'outbox-mb', 'outbox-days']
const accounts: SettingFlag[] = ['accounts', 'accounts-password', 'accounts-secret']
const tls: SettingFlag[] = ['tls-cert', 'tls-key']
const dashboard: SettingFlag[] = [
  'listen',
  'public-host',
  'public-path',
  'proxy',
  ...tls,
  'container',
  ...accounts,
  ...broker,
  ...store,
  ...day,
]
const simulator: SettingFlag[] = ['scenario', 'seed', 'speed', 'layout']

export const commands: readonly Described[] = [
  {
    name: 'start',
    summary: 'everything in one process: cushion or simulator, broker, store, dashboard',
    settings: [
      ...new Set([
        ...gateway,
        ...simulator,
        ...embeddedBroker,
        'record-topics' as const,
        ...dashboard,
        'past' as const,
        'cohort' as const,
      ]),
    ],
    defaults: { port: 'simulator' },
    run: async () => (await import('./roles/start.ts')).runStart,
  },
  {
    name: 'gateway',
    summary: 'one or more cushions to MQTT; decides the alerts',
    settings: [...new Set([...gateway, ...simulator])],
    run: async () => (await import('./roles/gateway.ts')).runGateway,
  },
  {
    name: 'recorder',
    summary: 'from MQTT into the store',
    settings: [...new Set([...broker, 'record-topics' as const, ...store])],
    run: async () => (await import('./roles/recorder.ts')).runRecorder,
  },
  {
    name: 'dashboard',
    summary: 'the pages and the API',
    settings: [...new Set(dashboard)],
    run: async () => (await import('./roles/dashboard.ts')).runDashboard,
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
    run: async () => (await import('./cushion/simulator.ts')).runSimulator,
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
    run: async () => (await import('./broker-command.ts')).runBrokerCommand,
  },
  {
    name: 'user',
    summary:
      'accounts: user list, add <name>, reset <name>, recover <name>, roles <name> <roles>, remove <name>, erase <name>',
    settings: [...new Set([...store, ...accounts])],
    defaults: { 'log-level': 'warn' },
    extra: (command) =>
      command
        .argument('<action>', 'list, add, reset, recover, roles, remove or erase')
        .argument('[name]', 'user name')
        .argument('[roles...]', 'sitter, physio, admin, tester')
        .option('--role <roles>', 'with add: sitter (default), physio, admin, tester; several with commas')
        .option('--confirm', 'with erase: remove everything about the person; Sitbone must not be running')
        .option('--email <address>', 'with add: address to sign in with besides the name')
        .option(
          '--takes <cushions>',
          'with add: what these cushions have recorded and their diary become this sitter’s',
        ),
    run: async () => (await import('./user-command.ts')).runUser,
  },
  {
    name: 'cert',
    summary: 'makes a local authority and a certificate for this computer, to listen beyond loopback',
    settings: ['data', 'listen', 'public-host'],
    extra: (command) =>
      command.option('--name <names>', 'further names and addresses of this computer, separated by commas'),
    run: async () => (await import('./cert-command.ts')).runCert,
  },
  {
    name: 'backup',
    summary: 'copies everything in the data folder to another folder, also while Sitbone runs',
    settings: ['data', 'store', 'accounts'],
    extra: (command) => command.option('--to <folder>', 'where to: a new or empty folder'),
    run: async () => (await import('./data/backup-commands.ts')).runBackup,
  },
  {
    name: 'restore',
    summary: 'brings a backup back into a data folder without data',
    settings: ['data'],
    extra: (command) => command.option('--from <folder>', 'the folder of the backup'),
    run: async () => (await import('./data/backup-commands.ts')).runRestore,
  },
  {
    name: 'cushion',
    summary:
      'which gateway each cushion belongs to; cushion <id> --gateway <id> reassigns it; cushion forget <id> removes it from the broker',
    settings: ['data', 'gateway', ...broker],
    extra: (command) =>
      command
        .argument('[id]', 'the cushion, or forget')
        .argument('[forgotten]', 'the cushion to forget')
        .option('--confirm', 'forget it; without this, only list what the broker holds of it'),
    run: async () => (await import('./cushion-command.ts')).runCushionCommand,
  },
  {
    name: 'calibrate',
    summary: 'guided calibration with known weights, in the terminal',
    settings: [...new Set([...cushion, ...simulator])],
    defaults: { 'log-level': 'warn' },
    extra: (command) =>
      command
        .option('--out <file>', 'file to write the calibration to (./<cushion>-calibration.json)')
        .option('--method <name>', 'quick (two weights, some minutes) or exact (default)')
        .option('--surface <words>', 'what the cushion lies on, for instance "office chair"')
        .option(
          '--weights <g,...>',
          'each including the stamp: two (100,400 for FSR 402), or at least five (100,200,400,700,1200)',
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
    run: async () => (await import('./cushion/calibrate.ts')).runCalibrate,
  },
  {
    name: 'autostart',
    summary: 'on: starts Sitbone at login, in this folder; off: no longer; --system: at boot, as a service',
    settings: [],
    extra: (command) =>
      command
        .argument('<action>', 'on or off')
        .argument('[arguments...]', 'arguments of sitbone start, after -- (--port auto)')
        .option('--system', 'for the whole computer, without a login (Linux with systemd; needs sudo)'),
    run: async () => (await import('./autostart.ts')).runAutostart,
  },
  {
    name: 'ports',
    summary: 'serial ports of this computer, and where a cushion answers',
    settings: ['port'],
    run: async () => (await import('./cushion/ports.ts')).runPorts,
  },
  {
    name: 'doctor',
    summary: 'checks settings, ports, broker, store and folders, and says how to fix problems',
    settings: [...new Set([...gateway, ...embeddedBroker, ...dashboard])],
    run: async () => (await import('./doctor.ts')).runDoctor,
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
    run: async () => (await import('./data/export.ts')).runExport,
  },
  {
    name: 'report',
    summary: 'a report of two pages on a span of days, as PDF, HTML, CSV or FHIR, from a running Sitbone',
    settings: ['cushion', 'listen', 'public-host', 'public-path', 'proxy', ...tls, 'api-token'],
    defaults: { 'log-level': 'warn' },
    extra: (command) =>
      command
        .option('--sitter <name>', 'the sitter whose report it is, where there are accounts')
        .option('--from <day>', 'first day, such as 2026-03-02; default: four weeks up to the last')
        .option('--to <day>', 'last day, inclusive; default: today')
        .addOption(
          new Option('--format <format>', 'pdf (needs Chromium), html, csv or fhir')
            .choices(['pdf', 'html', 'csv', 'fhir'])
            .default('pdf'),
        )
        .option('--output <file>', 'file to write, - for standard output (./sitbone-report-...)')
        .option('--force', 'replace the file if it is there')
        .option('--url <address>', 'address of the pages, if not the one of the settings'),
    run: async () => (await import('./report/report-command.ts')).runReport,
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
    run: async () => (await import('./data/retention.ts')).runRetention,
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
    run: async () => (await import('./data/repair.ts')).runRepair,
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
    run: async () => (await import('./data/import.ts')).runImport,
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
    run: async () => (await import('./cushion/analyse.ts')).runAnalyse,
  },
  {
    name: 'conformance',
    summary: 'tests a board clause by clause against the wire protocol',
    settings: ['port', 'dtr', 'rts', 'layout', 'scenario', 'seed', 'speed'],
    defaults: { 'log-level': 'warn' },
    extra: (command) =>
      command
        .option(
          '--soak [minutes]',
          'also a long run, 10 minutes or more: what happens once a minute, and drift',
        )
        .addOption(new Option('--format <format>', 'json or text').choices(['json', 'text']).default('text')),
    run: async () => (await import('./cushion/conformance.ts')).runConformanceCommand,
  },
]

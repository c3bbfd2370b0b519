/** The `--help` text of each setting. */
import { Option } from 'commander'
import { environmentName, type Settings } from './settings.ts'

export type SettingFlag = Exclude<keyof Settings, 'cushions'>

const words: Readonly<Record<SettingFlag, readonly [argument: string, help: string]>> = {
  port: [
    '<port>',
    'simulator, auto, auto:<name with *>, a device path, tcp://host:port, replay:<file>, avr:<hex file>',
  ],
  dtr: ['<on|off>', 'DTR line of the serial port while it is open (on)'],
  rts: ['<on|off>', 'RTS line of the serial port while it is open (on)'],
  cushion: ['<id>', 'name of the cushion (desk-1)'],
  layout: ['<name|file>', 'where the cells lie (fsr8)'],
  calibration: ['<file>', 'calibration file; without one pressure is relative'],
  columns: ['<map>', 'columns of a CSV recording, for instance time=0,c0=4,c1=5,...'],
  bits: ['<bits>', 'ADC resolution in bits, where the recording does not state it (10)'],
  kind: [
    '<kind>',
    'sensors of a recording that does not say it: fsr (assumed), hx711, capacitive or millivolt',
  ],
  inverted: ['', 'recorded counts fall with load: full scale when empty'],
  'time-format': ['<form>', 'how times are written in a recording, such as "dd.MM.yyyy HH:mm:ss.SSS"'],
  date: ['<day>', 'date of a recording that has only times of day, such as 2026-03-02'],
  broker: ['<url,...>', 'external broker, mqtt:// or mqtts://; several of a cluster are tried in turn'],
  'broker-user': ['<name>', 'user name for the broker'],
  'broker-password': ['<secret>', 'password for the broker; safer as SITBONE_BROKER_PASSWORD_FILE'],
  'broker-ca': ['<file>', 'CA certificate of the broker (PEM)'],
  'broker-listen': ['<host:port|off>', 'where the embedded broker listens (127.0.0.1:1883)'],
  'broker-anonymous': [
    '<off|read>',
    'whether clients without a user name may read from the embedded broker (off)',
  ],
  base: ['<topic>', 'first part of every topic (sitbone)'],
  'record-topics': [
    '<topic,...|by-cushion>',
    'what several recorders take together (the records of every cushion)',
  ],
  gateway: ['<id>', 'name of this gateway (made at the first start, kept in the data folder)'],
  store: ['<url>', 'sqlite, influx://user@host:8086/database or postgres://user@host/database'],
  'store-password': ['<secret>', 'password for the store; safer as SITBONE_STORE_PASSWORD_FILE'],
  'store-token': ['<secret>', 'API token of an InfluxDB 2.x; safer as SITBONE_STORE_TOKEN_FILE'],
  accounts: ['<address>', 'sqlite (in the data folder) or postgres://user@host/database'],
  'accounts-password': [
    '<secret>',
    'password for the accounts database; safer as SITBONE_ACCOUNTS_PASSWORD_FILE',
  ],
  'accounts-secret': [
    '<secret>',
    'signs sessions, the same at each of several dashboards; safer as SITBONE_ACCOUNTS_SECRET_FILE',
  ],
  smtp: [
    '<url>',
    'mail server for invitations, smtp:// or smtps://user@host:port; without it no e-mail is sent',
  ],
  'smtp-password': ['<secret>', 'password for the mail server; safer as SITBONE_SMTP_PASSWORD_FILE'],
  'store-ca': ['<file>', 'CA certificate of the store, with influxs:// or ?sslmode=verify-full (PEM)'],
  listen: ['<host:port>', 'where the dashboard listens (127.0.0.1:8080)'],
  'api-token': [
    '<secret>',
    'API token for commands that ask a running Sitbone; safer as SITBONE_API_TOKEN_FILE',
  ],
  'public-host': ['<host,...>', 'names under which a proxy publishes the dashboard'],
  'public-path': ['<folder>', 'folder under which a proxy publishes the dashboard, such as /sitbone'],
  proxy: ['<address,...>', 'addresses of the proxy in front that speaks TLS; nobody else is answered'],
  'tls-cert': ['<file>', 'certificate with its chain, to listen beyond loopback (PEM); see sitbone cert'],
  'tls-key': ['<file>', 'private key of that certificate (PEM)'],
  container: ['', 'declares that this container is reached only through a port published on loopback'],
  data: ['<folder>', 'outbox, embedded store, last tolerance (./data)'],
  zone: ['<IANA zone>', 'time zone of the day, for instance Europe/Berlin'],
  'day-start': ['<hour>', 'hour when a new day starts (4)'],
  'retention-days': ['<days>', 'how long the embedded store keeps raw frames (400)'],
  'outbox-mb': ['<MB>', 'largest size of the outbox while the recorder is away (512)'],
  'outbox-days': ['<days>', 'longest time readings wait in the outbox (30)'],
  scenario: ['<name|file>', 'what the simulated sitter does (office-day)'],
  seed: ['<number>', 'each number gives a different sitter (1)'],
  speed: ['<factor>', 'how fast simulated time runs, 1 to 3600 (1)'],
  past: ['', 'skip the past two weeks of the simulated sitter'],
  cohort: ['<sitters>', 'six simulated months of 1 to 24 sitters, for a physio to look at'],
  'log-level': ['<level>', 'debug, info, warn, error or silent (info)'],
}

/** `--no-inverted` and `--inverted` both state something; without either it is detected. */
export const flagsOf = (name: SettingFlag): Option[] =>
  name === 'inverted'
    ? [flagHelp(name), new Option('--no-inverted', 'recorded counts rise with load, whatever they look like')]
    : [flagHelp(name)]

export function flagHelp(name: SettingFlag): Option {
  const [argument, help] = words[name]
  const flag = name === 'past' ? '--no-past' : `--${name}`
  return new Option(`${flag} ${argument}`.trim(), `${help} [${environmentName(name)}]`)
}

/** The words of `--help` for each setting. */
import { Option } from 'commander'
import { environmentName, type Settings } from './settings.ts'

export type SettingFlag = Exclude<keyof Settings, 'cushions'>

const words: Readonly<Record<SettingFlag, readonly [argument: string, help: string]>> = {
  port: ['<port>', 'simulator, auto, a device path, tcp://host:port, replay:<file>, avr:<hex file>'],
  cushion: ['<id>', 'name of the cushion (desk-1)'],
  layout: ['<name|file>', 'where the cells lie (fsr8)'],
  calibration: ['<file>', 'calibration file; without one pressure is relative'],
  columns: ['<map>', 'columns of a recording in CSV, for instance time=0,c0=4,c1=5,...'],
  bits: ['<bits>', 'bits of the counts in a recording that does not say it (10)'],
  inverted: ['', 'counts of a recording fall with load: full scale when empty'],
  'time-format': ['<form>', 'how times of a recording are written, such as "dd.MM.yyyy HH:mm:ss.SSS"'],
  date: ['<day>', 'the day of a recording that holds only times of day, such as 2026-03-02'],
  broker: ['<url>', 'external broker, mqtt:// or mqtts://'],
  'broker-user': ['<name>', 'user at the broker'],
  'broker-password': ['<secret>', 'password at the broker; better as SITBONE_BROKER_PASSWORD_FILE'],
  'broker-ca': ['<file>', 'certificate of the authority that signed the broker (PEM)'],
  'broker-listen': ['<host:port|off>', 'where the embedded broker listens (127.0.0.1:1883)'],
  'broker-anonymous': ['<off|read>', 'may who gives no user name read at the embedded broker? (off)'],
  base: ['<topic>', 'first part of every topic (sitbone)'],
  gateway: ['<id>', 'name of this gateway (gateway-1)'],
  store: ['<url>', 'sqlite, or influx://user@host:8086/database'],
  'store-password': ['<secret>', 'password of the store; better as SITBONE_STORE_PASSWORD_FILE'],
  'store-ca': ['<file>', 'certificate of the authority that signed the store, with influxs:// (PEM)'],
  listen: ['<host:port>', 'where the dashboard listens (127.0.0.1:8080)'],
  'public-host': ['<host,...>', 'further names under which the dashboard is reached'],
  container: ['', 'declares: only a port published on loopback reaches this container'],
  data: ['<folder>', 'outbox, embedded store, last tolerance (./data)'],
  zone: ['<IANA zone>', 'time zone of the day, for instance Europe/Berlin'],
  'day-start': ['<hour>', 'hour at which a day starts (4)'],
  'retention-days': ['<days>', 'how long the embedded store keeps raw frames (400)'],
  'outbox-mb': ['<MB>', 'largest outbox while the recorder is away (512)'],
  'outbox-days': ['<days>', 'longest time in the outbox (30)'],
  scenario: ['<name|file>', 'what the simulated sitter does (office-day)'],
  seed: ['<number>', 'another number, another sitter (1)'],
  speed: ['<factor>', 'how fast simulated time runs, 1 to 3600 (1)'],
  past: ['', 'leave out the past fortnight of the simulated sitter'],
  'log-level': ['<level>', 'debug, info, warn, error or silent (info)'],
}

/** `--no-inverted` beside `--inverted`: both say something, and without either it is found out. */
export const flagsOf = (name: SettingFlag): Option[] =>
  name === 'inverted'
    ? [flagHelp(name), new Option('--no-inverted', 'counts of a recording rise with load, however it looks')]
    : [flagHelp(name)]

export function flagHelp(name: SettingFlag): Option {
  const [argument, help] = words[name]
  const flag = name === 'past' ? '--no-past' : `--${name}`
  return new Option(`${flag} ${argument}`.trim(), `${help} [${environmentName(name)}]`)
}

/**
 * The programs that the tests need besides npm packages: real MQTT brokers, a real InfluxDB, a real PostgreSQL, a
 * serial cable, a browser and the firmware compiler. Looks for executables and files, not packages, and
 * installs with apt-get if permitted. Stops nothing that runs on the machine and starts no service.
 */
import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync } from 'node:fs'
import { delimiter } from 'node:path'
import { capture, runChild } from './child.mjs'
import { inRepo, Stop, say } from './say.mjs'

const macApps = ['Chromium', 'Google Chrome'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
)
const needed = [
  { any: ['mosquitto'], debian: 'mosquitto', brew: 'mosquitto', purpose: 'a real MQTT broker' },
  { any: ['mosquitto_pub'], debian: 'mosquitto-clients', brew: 'mosquitto', purpose: 'an MQTT client' },
  { any: ['nats-server'], debian: 'nats-server', brew: 'nats-server', purpose: 'a cluster of brokers' },
  { any: ['influxd'], debian: 'influxdb', brew: 'influxdb@1', purpose: 'a real InfluxDB 1.x' },
  {
    // Debian keeps it out of the path, in a folder for each version.
    any: [
      'postgres',
      ...['18', '17', '16', '15'].map((version) => `/usr/lib/postgresql/${version}/bin/postgres`),
    ],
    debian: 'postgresql',
    brew: 'postgresql@17',
    purpose: 'a real PostgreSQL',
  },
  { any: ['nginx'], debian: 'nginx-light', brew: 'nginx', purpose: 'a proxy' },
  { any: ['socat'], debian: 'socat', brew: 'socat', purpose: 'a serial cable of two pseudo-terminals' },
  { any: ['avr-gcc'], debian: 'gcc-avr', brew: 'osx-cross/avr/avr-gcc', purpose: "the firmware's compiler" },
  {
    any: ['avr-objcopy'],
    debian: 'binutils-avr',
    brew: 'osx-cross/avr/avr-binutils',
    purpose: 'machine code as a .hex file',
  },
  {
    any: ['avr-man'],
    debian: 'avr-libc',
    brew: 'osx-cross/avr/avr-gcc',
    purpose: "the firmware's C library",
  },
  {
    // Essential on Debian and part of macOS; named here for systems without it.
    any: ['perl'],
    debian: 'perl-base',
    brew: 'perl',
    purpose: 'pseudo-terminals of test boards, and the exclusive mode of serial ports',
  },
  { any: ['make'], debian: 'make', brew: 'make', purpose: 'the way the firmware is built' },
  ...(process.platform === 'linux'
    ? [
        {
          any: ['/usr/share/arduino/hardware/arduino/avr/cores/arduino/main.cpp'],
          debian: 'arduino-core-avr',
          brew: '',
          purpose: 'what the Arduino IDE builds the firmware with',
        },
        {
          any: ['systemd-analyze'],
          debian: 'systemd',
          brew: '',
          purpose: "systemd's own check of the services",
        },
        {
          any: ['docker-compose'],
          debian: 'docker-compose',
          brew: '',
          purpose: 'a check of docker-compose.yml',
        },
        { any: ['buildah'], debian: 'buildah', brew: '', purpose: 'the container image' },
        { any: ['dpkg-deb'], debian: 'dpkg', brew: '', purpose: 'the package for Debian' },
      ]
    : []),
  {
    any: ['promtool'],
    debian: 'prometheus',
    brew: 'prometheus',
    purpose: "Prometheus's own check of the metrics",
  },
  { any: ['openssl'], debian: 'openssl', brew: 'openssl', purpose: 'certificates for MQTT with TLS' },
  {
    any: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', ...macApps],
    debian: 'chromium',
    brew: '--cask chromium',
    purpose: 'a browser',
  },
]

/**
 * Begins to install what is missing, and resolves with the promise that all of it is there.
 * Rejects at once with Stop where nothing can be installed.
 */
export async function beginTestPackages() {
  const missing = needed.filter(isMissing)
  if (missing.length === 0) return { installed: Promise.resolve() }
  const names = missing.map((one) => one.debian)
  say(`The tests need ${missing.map((one) => `${one.purpose} (${one.any[0]})`).join(', ')}: not found here.`)
  const asRoot = await waysToRoot()
  if (asRoot === null) throw new Stop(howToInstall(missing))
  const installed = install(asRoot, names)
  // Waited for later, and then it says so.
  installed.catch(() => {})
  return { installed }
}

async function install(asRoot, names) {
  await aptInstall(asRoot, names)
  const still = needed.filter(isMissing)
  if (still.length > 0) {
    throw new Stop(`${howToInstall(still)}\napt-get was tried; its messages are in ${aptLog}.`)
  }
}

function isMissing(one) {
  return !one.any.some((program) => findExecutable(program))
}

function findExecutable(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin']
  const paths = program.startsWith('/') ? [program] : folders.map((folder) => `${folder}/${program}`)
  return paths.some((path) => {
    try {
      accessSync(path, path.startsWith('/usr/share/') ? constants.R_OK : constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** Prefix for commands that need root, or null without apt-get or the right to use it. */
async function waysToRoot() {
  if (!findExecutable('apt-get')) return null
  if (process.getuid?.() === 0) return []
  if (!findExecutable('sudo')) return null
  const { status } = await capture('sudo', ['-n', 'true'])
  return status === 0 ? ['sudo', '-n'] : null
}

const policy = '/usr/sbin/policy-rc.d'
/** Its hundreds of lines would stand between those of the checks that run meanwhile. */
const aptLog = 'test-output/apt.log'

async function aptInstall(asRoot, names) {
  mkdirSync(inRepo('test-output'), { recursive: true })
  const out = openSync(inRepo(aptLog), 'w')
  const root = ([file, ...args]) => runChild(file, args, { stdio: ['ignore', out, out] })
  const apt = (...args) =>
    root([...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-y', ...args])
  // An existing policy stays; ours keeps new services from starting and is removed afterwards.
  const ours = !existsSync(policy)
  if (ours)
    await root([...asRoot, 'sh', '-c', `printf '#!/bin/sh\\nexit 101\\n' > ${policy} && chmod 755 ${policy}`])
  try {
    say(`Running apt-get update and install ${names.join(' ')}; its messages are in ${aptLog}.`)
    await apt('-o', 'DPkg::Lock::Timeout=120', 'update')
    await apt('-o', 'DPkg::Lock::Timeout=120', 'install', '--no-install-recommends', ...names)
  } finally {
    if (ours) await root([...asRoot, 'rm', '-f', policy])
    closeSync(out)
  }
}

function howToInstall(missing) {
  const list = missing.map((one) => `  ${one.any[0]} (${one.purpose})`).join('\n')
  const command =
    process.platform === 'darwin'
      ? missing.map((one) => `brew install ${one.brew}`).join(' && ')
      : `sudo apt-get install --no-install-recommends ${missing.map((one) => one.debian).join(' ')}`
  return (
    `The tests cannot run: these programs are missing and could not be installed from here.\n${list}\n` +
    `Install them with:\n  ${command}\nthen run npm test again. No test was run and none was skipped in silence.`
  )
}

/**
 * The programs that the tests run against, beside npm's packages: a real MQTT broker, a real InfluxDB, a serial cable,
 * a browser and the compiler of the firmware. Looks for the executables, not for packages, and installs through apt-get where it may. Nothing
 * that runs on the machine is stopped, and no service is started by the installation.
 */
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter } from 'node:path'
import { capture, runChild } from './child.mjs'
import { inRepo, Stop, say } from './say.mjs'

const macApps = ['Chromium', 'Google Chrome'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
)
const needed = [
  { any: ['mosquitto'], debian: 'mosquitto', brew: 'mosquitto', purpose: 'a real MQTT broker' },
  { any: ['influxd'], debian: 'influxdb', brew: 'influxdb@1', purpose: 'a real InfluxDB 1.x' },
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
  { any: ['make'], debian: 'make', brew: 'make', purpose: 'the way the firmware is built' },
  { any: ['openssl'], debian: 'openssl', brew: 'openssl', purpose: 'certificates for MQTT with TLS' },
  {
    any: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', ...macApps],
    debian: 'chromium',
    brew: '--cask chromium',
    purpose: 'a browser',
  },
]

export async function ensureTestPackages() {
  const missing = needed.filter(isMissing)
  if (missing.length === 0) return
  const names = missing.map((one) => one.debian)
  say(`The tests need ${missing.map((one) => `${one.purpose} (${one.any[0]})`).join(', ')}: not found here.`)
  const asRoot = await waysToRoot()
  if (asRoot === null) throw new Stop(howToInstall(missing))
  await aptInstall(asRoot, names)
  const still = needed.filter(isMissing)
  if (still.length > 0) {
    throw new Stop(`${howToInstall(still)}\napt-get was tried; its own words stand above.`)
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
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** The words to put in front of a command that needs root, or null when there is no apt-get or no right to use it. */
async function waysToRoot() {
  if (!findExecutable('apt-get')) return null
  if (process.getuid?.() === 0) return []
  if (!findExecutable('sudo')) return null
  const { status } = await capture('sudo', ['-n', 'true'])
  return status === 0 ? ['sudo', '-n'] : null
}

const policy = '/usr/sbin/policy-rc.d'

async function aptInstall(asRoot, names) {
  const apt = (...args) =>
    root(asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-y', ...args)
  // A policy of the machine's own stays as it is; ours keeps new services from starting and is taken away again.
  const ours = !existsSync(policy)
  if (ours)
    await root(asRoot, 'sh', '-c', `printf '#!/bin/sh\\nexit 101\\n' > ${policy} && chmod 755 ${policy}`)
  try {
    say('Running apt-get update, once.')
    await apt('-o', 'DPkg::Lock::Timeout=120', 'update')
    say(`Running apt-get install ${names.join(' ')}.`)
    await apt('-o', 'DPkg::Lock::Timeout=120', 'install', '--no-install-recommends', ...names)
  } finally {
    if (ours) await root(asRoot, 'rm', '-f', policy)
  }
}

function root(asRoot, ...command) {
  const [file, ...args] = [...asRoot, ...command]
  return runChild(file, args, { cwd: inRepo() })
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

/** `sitbone autostart on|off`: lets the system start Sitbone at login, or with `--system` at boot. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname } from 'node:path'
import { SettingsError, secretNames } from '../settings/settings.ts'
import { type Autostart, personalAutostart, systemAutostart } from '../tools/autostart/autostart.ts'
import type { CommandContext } from './context.ts'

const usage =
  'Write sitbone autostart on, or sitbone autostart off. Arguments of sitbone start come after --: sitbone autostart on -- --port auto.'
/** Starting a simulated cushion at each login helps nobody. */
const usualArguments = ['--port', 'auto']

/** @throws SettingsError */
export async function runAutostart({ options }: CommandContext): Promise<number> {
  const [action, ...given] = Array.isArray(options.arguments) ? options.arguments.map(String) : []
  const system = options.system === true
  if ((action !== 'on' && action !== 'off') || (action === 'off' && given.length > 0))
    throw new SettingsError(usage)
  const autostart = autostartOf({ system, args: given.length === 0 ? usualArguments : given })
  if (action === 'on') switchOn(autostart)
  else switchOff(autostart)
  const when = system ? 'when this computer starts' : 'when you log in'
  const written = autostart.files.map(({ path }) => path).join(', ')
  process.stdout.write(
    action === 'on'
      ? `Sitbone is started now, and from now on ${when} (${written}). To undo this: sitbone autostart off${system ? ' --system' : ''}.\n`
      : `Sitbone is stopped and no longer starts ${when}. Your data stays where it is.\n`,
  )
  return 0
}

function autostartOf({ system, args }: { system: boolean; args: readonly string[] }): Autostart {
  refuseSecrets(args)
  const program = realpathSync(process.argv[1] ?? '')
  if (/[\\/]_npx[\\/]/.test(program))
    throw new SettingsError(
      'npx keeps Sitbone only for a while, so it cannot be started from there later. Nothing was changed. Install its package first (npm install -g), then run sitbone autostart on.',
    )
  const command = [process.execPath, program, 'start', ...args]
  if (system) return systemOf(command)
  const machine = { platform: process.platform, home: homedir(), uid: process.getuid?.() ?? 0 }
  const autostart = personalAutostart({ command, folder: process.cwd() }, machine)
  if (autostart === null)
    throw new SettingsError(
      `Sitbone does not know how ${process.platform} starts programs at login. Nothing was changed.`,
    )
  return autostart
}

function systemOf(command: readonly string[]): Autostart {
  if (process.platform !== 'linux')
    throw new SettingsError('--system is for Linux with systemd. Without it, Sitbone starts when you log in.')
  const hidden = command.find((word) => /^\/(home|root|run\/user)\//.test(word))
  if (hidden !== undefined)
    throw new SettingsError(
      `The service sees no home folders, so it could not start ${hidden}. Nothing was changed. Install Node.js and Sitbone for every user (sudo npm install -g), then try again.`,
    )
  if (process.getuid?.() !== 0)
    throw new SettingsError(
      '--system changes files of the whole computer. Nothing was changed. Run it with sudo.',
    )
  return systemAutostart({ command })
}

/** These files can be read by others, and so can the list of processes. */
function refuseSecrets(args: readonly string[]): void {
  const secret = secretNames.find((name) =>
    args.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`)),
  )
  if (secret !== undefined)
    throw new SettingsError(
      `--${secret} would be in a file that others can read. Nothing was changed. Put it in a file of your own, and name that file in sitbone.yaml: ${secret}-file: /path/to/file.`,
    )
}

function switchOn({ files, on }: Autostart): void {
  for (const { path, content } of files) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
  for (const command of on) {
    const why = failureOf(command)
    if (why !== null)
      throw new SettingsError(
        `${files.map(({ path }) => path).join(', ')} is written, but ${command.join(' ')} failed: ${why}. Sitbone may not start by itself. Correct this, then repeat the command.`,
      )
  }
}

function switchOff({ files, off, afterOff }: Autostart): void {
  if (!files.some(({ path }) => existsSync(path))) return
  // One that is off already fails here, which is what was wanted.
  for (const command of off) failureOf(command)
  for (const { path } of files) rmSync(path, { force: true })
  for (const command of afterOff) failureOf(command)
}

function failureOf([file = '', ...args]: readonly string[]): string | null {
  const { error, status, stderr } = spawnSync(file, args, { encoding: 'utf8' })
  if (error !== undefined) return error.message
  return status === 0 ? null : stderr.trim() || `status ${status}`
}

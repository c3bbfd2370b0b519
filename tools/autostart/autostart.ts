/**
 * What makes the system start Sitbone by itself: the files to write, and the commands that switch them on and off. Says what to
 * do and does nothing. Pure.
 */
import { posix, win32 } from 'node:path'
import { launchAgent } from './launch-agent.ts'
import type { Start } from './start.ts'
import { systemService, userService } from './systemd.ts'
import { udevRule } from './udev-rule.ts'
import { windowsTask } from './windows-task.ts'

export interface Machine {
  readonly platform: string
  /** Of the person who asks. */
  readonly home: string
  readonly uid: number
}

export interface Autostart {
  readonly files: readonly { readonly path: string; readonly content: string | Buffer }[]
  /** After the files are written. */
  readonly on: readonly (readonly string[])[]
  /** Before the files are removed. */
  readonly off: readonly (readonly string[])[]
  /** After the files are removed. */
  readonly afterOff: readonly (readonly string[])[]
}

/** For the person who asks, from their login on. Null where no way is known. */
export function personalAutostart(start: Start, { platform, home, uid }: Machine): Autostart | null {
  switch (platform) {
    case 'linux': {
      const path = posix.join(home, '.config/systemd/user/sitbone.service')
      return { files: [{ path, content: userService(start) }], ...systemctl('--user') }
    }
    case 'darwin': {
      const path = posix.join(home, 'Library/LaunchAgents/org.sitbone.plist')
      const log = posix.join(home, 'Library/Logs/sitbone.log')
      return {
        files: [{ path, content: launchAgent(start, { log }) }],
        on: [['launchctl', 'bootstrap', `gui/${uid}`, path]],
        off: [['launchctl', 'bootout', `gui/${uid}/org.sitbone`]],
        afterOff: [],
      }
    }
    case 'win32': {
      const path = win32.join(home, 'AppData\\Local\\Sitbone\\autostart.xml')
      return {
        files: [{ path, content: windowsTask(start) }],
        on: [
          ['schtasks', '/Create', '/F', '/TN', 'Sitbone', '/XML', path],
          ['schtasks', '/Run', '/TN', 'Sitbone'],
        ],
        off: [
          ['schtasks', '/End', '/TN', 'Sitbone'],
          ['schtasks', '/Delete', '/F', '/TN', 'Sitbone'],
        ],
        afterOff: [],
      }
    }
    default:
      return null
  }
}

/** For a computer of its own, such as a Raspberry Pi: from the boot on, without a person, as a user of its own. Linux only. */
export function systemAutostart({ command }: Pick<Start, 'command'>): Autostart {
  const { on, off, afterOff } = systemctl('--system')
  const reload = ['udevadm', 'control', '--reload']
  return {
    files: [
      { path: '/etc/systemd/system/sitbone.service', content: systemService({ command }) },
      { path: '/etc/udev/rules.d/60-sitbone.rules', content: udevRule },
    ],
    on: [reload, ['udevadm', 'trigger', '--subsystem-match=tty'], ...on],
    off,
    afterOff: [...afterOff, reload],
  }
}

const systemctl = (whose: '--user' | '--system') => ({
  on: [
    ['systemctl', whose, 'daemon-reload'],
    ['systemctl', whose, 'enable', 'sitbone.service'],
    // Also when it runs already, with other arguments.
    ['systemctl', whose, 'restart', 'sitbone.service'],
  ],
  off: [['systemctl', whose, 'disable', '--now', 'sitbone.service']],
  afterOff: [['systemctl', whose, 'daemon-reload']],
})

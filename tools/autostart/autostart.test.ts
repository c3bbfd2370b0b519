import { describe, expect, it } from 'vitest'
import { type Autostart, personalAutostart, systemAutostart } from './autostart.ts'

const start = {
  command: ['/opt/node', '/opt/sit bone/bin.mjs', 'start', '--port', 'auto:"a&b"<c>'],
  folder: '/home/sam/My 100% data',
}
const personal = (platform: string, of = start): Autostart => {
  const autostart = personalAutostart(of, { platform, home: '/home/sam', uid: 501 })
  if (autostart === null) throw new Error(`Nothing for ${platform}.`)
  return autostart
}
const text = ({ files }: Autostart, encoding: BufferEncoding = 'utf8'): string =>
  Buffer.from(files[0]?.content ?? '').toString(encoding)

describe('Linux', () => {
  it('has a user service with the whole command, in the folder', () => {
    const autostart = personal('linux')
    expect(autostart.files[0]?.path).toBe('/home/sam/.config/systemd/user/sitbone.service')
    expect(text(autostart)).toContain(
      'ExecStart="/opt/node" "/opt/sit bone/bin.mjs" "start" "--port" "auto:\\"a&b\\"<c>"\n',
    )
    expect(text(autostart)).toContain('WorkingDirectory=/home/sam/My 100%% data\n')
    expect(text(autostart)).toContain('WantedBy=default.target')
  })

  it('takes no sign of an argument for a variable or a specifier', () => {
    const service = text(personal('linux', { ...start, command: ['/opt/node', '50%h $HOME \\x'] }))
    expect(service).toContain('ExecStart="/opt/node" "50%%h $$HOME \\\\x"\n')
  })

  it('switches the service off before its file goes, and forgets it afterwards', () => {
    expect(personal('linux').off).toEqual([['systemctl', '--user', 'disable', '--now', 'sitbone.service']])
    expect(personal('linux').afterOff).toEqual([['systemctl', '--user', 'daemon-reload']])
  })

  it('has a service for the whole computer that keeps data in a folder of its own and may open serial ports', () => {
    const { files, on } = systemAutostart(start)
    expect(files.map(({ path }) => path)).toEqual([
      '/etc/systemd/system/sitbone.service',
      '/etc/udev/rules.d/60-sitbone.rules',
    ])
    const service = String(files[0]?.content)
    expect(service).toMatch(/^StateDirectory=sitbone$/m)
    expect(service).toMatch(/^DeviceAllow=char-ttyACM rw$/m)
    expect(service).not.toContain('My 100')
    expect(on).toContainEqual(['systemctl', '--system', 'enable', 'sitbone.service'])
  })

  it('lets the person at the computer open boards, and keeps ModemManager away from them', () => {
    const rule = String(systemAutostart(start).files[1]?.content)
    const lines = rule.split('\n').filter((line) => line.startsWith('SUBSYSTEM=="tty", '))
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(
      /ENV\{ID_VENDOR_ID\}=="[0-9a-f|]*2341[0-9a-f|]*1a86[0-9a-f|]*", TAG\+="uaccess"$/,
    )
    expect(lines[1]).toMatch(
      /ENV\{ID_VENDOR_ID\}=="[0-9a-f|]*2341[0-9a-f|]*", ENV\{ID_MM_DEVICE_IGNORE\}="1"$/,
    )
    // A modem may have a serial chip of the same maker.
    expect(lines[1]).not.toContain('1a86')
  })
})

describe('macOS', () => {
  it('has a launch agent with each argument as one string', () => {
    const autostart = personal('darwin')
    const { path } = autostart.files[0] ?? {}
    expect(path).toBe('/home/sam/Library/LaunchAgents/org.sitbone.plist')
    expect(text(autostart)).toContain('<string>/opt/sit bone/bin.mjs</string>')
    expect(text(autostart)).toContain('<string>auto:&quot;a&amp;b&quot;&lt;c&gt;</string>')
    expect(text(autostart)).toContain('<string>/home/sam/Library/Logs/sitbone.log</string>')
    expect(autostart.on).toEqual([['launchctl', 'bootstrap', 'gui/501', path]])
    expect(autostart.off).toEqual([['launchctl', 'bootout', 'gui/501/org.sitbone']])
  })
})

describe('Windows', () => {
  const command = [
    'C:\\Program Files\\nodejs\\node.exe',
    'C:\\My apps\\bin.mjs',
    'start',
    '--data',
    'D:\\sit "x"\\',
  ]

  it('has a task in UTF-16 that runs at login, without a time limit, also on battery', () => {
    const task = text(personal('win32', { command, folder: 'C:\\Users\\sam' }), 'utf16le')
    expect(task.startsWith('\uFEFF<?xml version="1.0" encoding="UTF-16"?>')).toBe(true)
    expect(task).toContain('<LogonTrigger>')
    expect(task).toContain('<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>')
    expect(task).toContain('<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>')
    expect(task).toContain('<WorkingDirectory>C:\\Users\\sam</WorkingDirectory>')
  })

  it('quotes arguments as a Windows program splits them', () => {
    const task = text(personal('win32', { command, folder: 'C:\\' }), 'utf16le')
    expect(task).toContain('<Command>C:\\Program Files\\nodejs\\node.exe</Command>')
    const quoted = '"C:\\My apps\\bin.mjs" start --data "D:\\sit \\"x\\"\\\\"'
    expect(task).toContain(`<Arguments>${quoted.replaceAll('"', '&quot;')}</Arguments>`)
  })
})

it('knows no way on another system', () => {
  expect(personalAutostart(start, { platform: 'freebsd', home: '/home/sam', uid: 1 })).toBeNull()
})

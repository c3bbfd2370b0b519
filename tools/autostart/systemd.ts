/** The systemd services: one for a person from their login on, one for the whole computer from the boot on. Pure. */
import type { Start } from './start.ts'

/** By systemd.syntax(7) and systemd.service(5): quotes, `\`, `%` and `$` have a meaning of their own. */
const quoted = (word: string): string =>
  `"${word.replace(/[\\"]/g, '\\$&').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`
/** A path that is the whole value: no quotes, but `%` has its meaning. */
const path = (text: string): string => text.replaceAll('%', '%%')

const execStart = (command: readonly string[]): string => `ExecStart=${command.map(quoted).join(' ')}`

/** A wrong setting would fail again: after five failures in a minute it stays off, and its log says why. */
const unit = `[Unit]
Description=Sitbone, a seat-pressure monitor
StartLimitIntervalSec=60
StartLimitBurst=5`
const restart = `Restart=on-failure
RestartSec=2
TimeoutStopSec=10`

export const userService = ({ command, folder }: Start): string => `${unit}

[Service]
${execStart(command)}
WorkingDirectory=${path(folder)}
${restart}
NoNewPrivileges=yes
UMask=0077

[Install]
WantedBy=default.target
`

/**
 * Runs as a user that exists only while it runs, and sees of the computer only what it needs: its own folder, serial ports and
 * the network. `MemoryDenyWriteExecute` is missing because Node compiles at run time.
 */
export const systemService = ({ command }: Pick<Start, 'command'>): string => `${unit}
Wants=network-online.target
After=network-online.target

[Service]
${execStart(command)}
${restart}
DynamicUser=yes
SupplementaryGroups=dialout
StateDirectory=sitbone
StateDirectoryMode=0700
WorkingDirectory=%S/sitbone
UMask=0077
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateUsers=yes
PrivateMounts=yes
ProtectProc=invisible
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
DevicePolicy=closed
DeviceAllow=char-ttyACM rw
DeviceAllow=char-ttyUSB rw
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RemoveIPC=yes
KeyringMode=private
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
`

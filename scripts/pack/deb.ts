/**
 * The package for Debian and its relatives: the program, its service and the rule for boards, by dpkg-deb. For every processor,
 * because serialport brings machine code for each.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import packageJson from '../../package.json' with { type: 'json' }
import { systemService } from '../../tools/autostart/systemd.ts'
import { udevRule } from '../../tools/autostart/udev-rule.ts'
import { engines, repo } from './package-folder.ts'
import { writeProgram } from './program-folder.ts'

const home = 'usr/lib/sitbone'
const command = ['/usr/bin/sitbone', 'start', '--port', 'auto']

const control = (version: string): string => `Package: sitbone
Version: ${version}
Architecture: all
Maintainer: The authors of Sitbone <sitbone@sitbone.invalid>
Depends: nodejs (${engines.node.replace('>=', '>= ')}), init-system-helpers
Section: science
Priority: optional
Description: Seat-pressure monitor for people with proximal hamstring tendinopathy
 A cushion of force sensors shows the pressure under each sit bone live, counts
 sitting time, and tells when the sitter's own limit is reached. Data stays on
 this computer. Not a medical device.
`

/** Without systemd or udev, as in a container, there is nobody to tell. */
const reloaded = `if [ -z "$DPKG_ROOT" ] && [ -d /run/systemd/system ]; then
  systemctl --system daemon-reload || true
  udevadm control --reload || true
fi`

const scripts: Readonly<Record<string, string>> = {
  postinst: `if [ "$1" = configure ]; then
  deb-systemd-helper enable sitbone.service
  ${reloaded.replaceAll('\n', '\n  ')}
  if [ -z "$DPKG_ROOT" ] && [ -d /run/systemd/system ]; then
    udevadm trigger --subsystem-match=tty || true
    deb-systemd-invoke restart sitbone.service || true
  fi
fi`,
  prerm: `if [ "$1" = remove ] && [ -z "$DPKG_ROOT" ] && [ -d /run/systemd/system ]; then
  deb-systemd-invoke stop sitbone.service || true
fi`,
  // The readings in /var/lib/sitbone stay, even then: they are a person's, and no part of a program.
  postrm: `if [ "$1" = purge ]; then
  deb-systemd-helper purge sitbone.service
fi
${reloaded}`,
}

interface DebOptions {
  /** Where `sitbone_<version>_all.deb` goes. */
  readonly target: string
  /** The folder of a program that is made already; null: it is made here. */
  readonly program: string | null
}

/** The folder is empty, and free to use. */
export function writeDeb(folder: string, { target, program }: DebOptions): void {
  // Whatever the person's own files are, these are for everybody.
  process.umask(0o022)
  const version = packageJson.version.replace('-', '~')
  const root = join(folder, 'root')
  const write = (path: string, content: string, mode = 0o644) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content, { mode })
  }
  mkdirSync(join(root, home), { recursive: true })
  if (program === null) writeProgram(join(root, home))
  else cpSync(program, join(root, home), { recursive: true })
  execFileSync('chmod', ['-R', 'u=rwX,go=rX', root])
  chmodSync(join(root, home, 'scripts/bin.mjs'), 0o755)
  mkdirSync(join(root, 'usr/bin'))
  symlinkSync('../lib/sitbone/scripts/bin.mjs', join(root, 'usr/bin/sitbone'))
  write('usr/lib/systemd/system/sitbone.service', systemService({ command }))
  write('usr/lib/udev/rules.d/60-sitbone.rules', udevRule)
  write('DEBIAN/control', control(version))
  for (const [name, script] of Object.entries(scripts))
    write(`DEBIAN/${name}`, `#!/bin/sh\nset -e\n${script}\n`, 0o755)
  mkdirSync(join(root, 'usr/share/doc/sitbone'), { recursive: true })
  cpSync(join(repo, 'LICENSE'), join(root, 'usr/share/doc/sitbone/copyright'))
  execFileSync('dpkg-deb', ['--root-owner-group', '--build', root, target], { stdio: 'inherit' })
}

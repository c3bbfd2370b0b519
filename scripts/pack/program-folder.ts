/** The program with the packages that it loads, at the versions of the lock file: what a container or a Debian package installs. */
import { execFileSync } from 'node:child_process'
import { cpSync, globSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { repo, writePackage } from './package-folder.ts'

/** Neither is read by a running program. */
const forDevelopers = 'node_modules/**/*.{map,md,ts,cts,mts}'
const forOtherSystems = 'node_modules/@serialport/bindings-cpp/prebuilds/{android,darwin,win32}-*'

export function writeProgram(folder: string): void {
  writePackage(folder)
  const lock = join(folder, 'package-lock.json')
  cpSync(join(repo, 'package-lock.json'), lock)
  // Sitbone's one native package, serialport, brings its machine code along.
  const flags = ['--omit=dev', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund']
  execFileSync('npm', ['install', ...flags, '--loglevel=error'], { cwd: folder, stdio: 'inherit' })
  for (const path of globSync([forDevelopers, forOtherSystems], { cwd: folder }))
    rmSync(join(folder, path), { recursive: true, force: true })
  rmSync(lock)
}

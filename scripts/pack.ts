/**
 * `npm run pack [-- [--deb] [<folder>]]`: writes the npm package `sitbone-<version>.tgz`, or with `--deb` a package for Debian and
 * its relatives, which also sets up the service. `--program <folder>` writes the program and its packages, for the Dockerfile;
 * with `--deb` too, they are taken from there.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import packageJson from '../package.json' with { type: 'json' }
import { writeDeb } from './pack/deb.ts'
import { writePackage } from './pack/package-folder.ts'
import { writeProgram } from './pack/program-folder.ts'

const { values, positionals } = parseArgs({
  options: { deb: { type: 'boolean', default: false }, program: { type: 'string' } },
  allowPositionals: true,
})
const target = resolve(positionals[0] ?? '.')

if (values.program !== undefined && !values.deb) {
  writeProgram(resolve(values.program))
} else {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-pack-'))
  try {
    if (values.deb) writeDeb(folder, { target, program: values.program ?? null })
    else writeTarball(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function writeTarball(folder: string): void {
  writePackage(folder)
  // Without arguments of ours: on Windows npm is a script, and its shell would take a path with spaces apart.
  execFileSync('npm', ['pack'], { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' })
  const tarball = `sitbone-${packageJson.version}.tgz`
  cpSync(join(folder, tarball), join(target, tarball))
}

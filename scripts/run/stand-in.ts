/** For tests of the set-up: a small stand-in for the repository in a separate folder, with fake programs. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

interface RunHow {
  /** Follows the stand-in's programs on the path. */
  readonly path?: string
  readonly env?: Readonly<Record<string, string>>
  /** Another Node than that of the tests. */
  readonly node?: string
}

export interface StandIn {
  readonly folder: string
  write(file: string, text: string): void
  /** The text of a file, empty if missing. */
  read(file: string): string
  /** Puts a shell script on the path; null removes it. */
  program(name: string, script: string | null): void
  /** Writes a package-lock.json that asks for these. */
  lock(packages: Record<string, string>, optional?: Record<string, string>): void
  /** Runs `scripts/run.mjs`. */
  run(args: readonly string[], how?: RunHow): Promise<{ status: unknown; out: string; err: string }>
  remove(): void
}

export function makeStandIn(): StandIn {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-run-'))
  mkdirSync(join(folder, 'bin'))
  cpSync(join(import.meta.dirname, '..'), join(folder, 'scripts'), { recursive: true })
  const standIn: StandIn = {
    folder,
    write(file, text) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), text)
    },
    read: (file) => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : ''),
    program(name, script) {
      const file = join(folder, 'bin', name)
      if (script === null) return rmSync(file)
      writeFileSync(file, `#!/bin/sh\n${script}\n`)
      chmodSync(file, 0o755)
    },
    lock(packages, optional = {}) {
      const entries = [
        ...Object.entries(packages).map(([name, version]) => [`node_modules/${name}`, { version }]),
        ...Object.entries(optional).map(([name, version]) => [
          `node_modules/${name}`,
          { version, optional: true },
        ]),
      ]
      standIn.write(
        'package-lock.json',
        JSON.stringify({ packages: { '': {}, ...Object.fromEntries(entries) } }),
      )
    },
    async run(args, { path = ':/usr/bin:/bin', env = {}, node = process.execPath } = {}) {
      const child = spawn(node, [join(folder, 'scripts/run.mjs'), ...args], {
        cwd: folder,
        env: { PATH: `${join(folder, 'bin')}${path}`, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const said = { out: '', err: '' }
      child.stdout.on('data', (chunk: Buffer) => {
        said.out += chunk.toString()
      })
      child.stderr.on('data', (chunk: Buffer) => {
        said.err += chunk.toString()
      })
      const [status] = await once(child, 'close')
      return { status, ...said }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
  standIn.write('package.json', '{"type":"module"}')
  standIn.lock({ zod: '4.0.0' })
  standIn.write('sitbone.ts', 'console.log(JSON.stringify(process.argv.slice(2)))\nprocess.exitCode = 3\n')
  // Creates node_modules with a record, like npm.
  standIn.program(
    'npm',
    'echo "$@" >> npm-calls\nmkdir -p node_modules\ncp package-lock.json node_modules/.package-lock.json',
  )
  standIn.write('dashboard/web/src/main.tsx', 'first')
  standIn.write('core/model/levels.ts', 'first')
  standIn.write('core/time/days.ts', 'first')
  standIn.write(
    'node_modules/vite/bin/vite.js',
    "import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'\n" +
      "mkdirSync('dashboard/web/dist', { recursive: true })\n" +
      "writeFileSync('dashboard/web/dist/index.html', '')\nappendFileSync('builds', 'x')\n",
  )
  return standIn
}

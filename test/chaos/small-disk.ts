/** A small disk of its own (tmpfs) that can be filled to the last byte and freed again. Needs root; says so otherwise. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export class SmallDisk {
  readonly folder: string
  readonly megabytes: number
  /** False: a plain folder, which cannot be filled. */
  mounted = false

  constructor(folder: string, megabytes: number) {
    this.folder = folder
    this.megabytes = megabytes
  }

  start(): void {
    mkdirSync(this.folder, { recursive: true })
    try {
      const size = `size=${this.megabytes}m,mode=0700`
      execFileSync('mount', ['-t', 'tmpfs', '-o', size, 'sitbone-chaos', this.folder], { stdio: 'pipe' })
      this.mounted = true
    } catch {
      this.mounted = false
    }
  }

  /** Leaves no free space at all. */
  fill(): void {
    if (!this.mounted) return
    const { bavail, bsize } = statfsSync(this.folder)
    const free = bavail * bsize
    try {
      execFileSync('fallocate', ['-l', String(free), join(this.folder, 'ballast')], { stdio: 'pipe' })
    } catch {
      // Another process was quicker: the rest follows below.
    }
    for (let i = 0; i < 100; i++) {
      try {
        writeFileSync(join(this.folder, `ballast-${i}`), Buffer.alloc(64_000, 1))
      } catch {
        return
      }
    }
  }

  free(): void {
    rmSync(join(this.folder, 'ballast'), { force: true })
    for (let i = 0; i < 100; i++) rmSync(join(this.folder, `ballast-${i}`), { force: true })
  }

  stop(): void {
    if (!this.mounted) return
    execFileSync('umount', ['-l', this.folder], { stdio: 'pipe' })
    this.mounted = false
  }
}

/** What a page gets in answer to `join`: the latest of a cushion, and the strip of its last minutes. */
import type { Snapshot } from '../../../contract/sockets.ts'
import type { Directory } from '../live/directory.ts'
import type { LiveHub } from '../live/live-hub.ts'
import type { PartsHealth } from '../live/parts-health.ts'
import type { PastStrips } from '../live/past-strip.ts'

export interface SnapshotsOptions extends Pick<Snapshot, 'day' | 'build'> {
  readonly hub: LiveHub
  readonly directory: Directory
  readonly past: PastStrips
  readonly health: PartsHealth
}

export class Snapshots {
  readonly #options: SnapshotsOptions

  constructor(options: SnapshotsOptions) {
    this.#options = options
  }

  /** Is the cushion known? Resolves once what its snapshot needs from the store is there. */
  async prepare(cushion: string): Promise<boolean> {
    const { directory, hub, past } = this.#options
    if (!(await directory.knows(cushion))) return false
    const heard = hub.get(cushion)
    if (heard !== null) await past.fill(heard)
    return true
  }

  of(cushion: string): Snapshot {
    const { hub, health, day, build } = this.#options
    const heard = hub.get(cushion)
    return {
      cushion,
      availability: heard?.availability ?? 'offline',
      info: heard?.info ?? null,
      state: heard?.state ?? null,
      tolerance: heard?.tolerance ?? null,
      live: heard?.live ?? null,
      liveAgeMs: heard?.liveAgeMs?.() ?? null,
      strip: heard?.strip.points() ?? [],
      health: health.now,
      day,
      build,
    }
  }
}

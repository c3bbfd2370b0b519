/** What a process under observation holds, by simulated day; medians by stretch and what grew between them. */
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const figuresSchema = z.object({
  rss: z.number(),
  heapUsed: z.number(),
  external: z.number(),
  arrayBuffers: z.number(),
  resources: z.record(z.string(), z.number()),
})

export interface Sample {
  readonly day: number
  readonly rssMB: number
  readonly heapMB: number
  readonly outsideHeapMB: number
  readonly files: number
  readonly sockets: number
  readonly timers: number
  readonly storeMB: number
  readonly cpuPercent: number
}

/** What may grow from the second stretch to the last: the first one fills caches and the ten minutes of the strip. */
const allowed = { heapMB: 5, outsideHeapMB: 5, rssMB: 40, files: 2, sockets: 2, timers: 5 } as const

/** `figuresFile` was just written by process-figures.ts. */
export function readSample(of: {
  pid: number
  figuresFile: string
  folder: string
  day: number
  ageMs: number
}): Sample {
  const { rss, heapUsed, external, resources } = figuresSchema.parse(
    JSON.parse(readFileSync(of.figuresFile, 'utf8')),
  )
  const links = readdirSync(`/proc/${of.pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${of.pid}/fd/${fd}`)]
    } catch {
      return [] // closed meanwhile
    }
  })
  const sockets = links.filter((link) => link.startsWith('socket:')).length
  const ticks = readFileSync(`/proc/${of.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  const cpuS = (Number(ticks[11]) + Number(ticks[12])) / 100
  return {
    day: round(of.day, 3),
    rssMB: round(rss / 1e6, 1),
    heapMB: round(heapUsed / 1e6, 2),
    outsideHeapMB: round(external / 1e6, 2),
    files: links.length - sockets,
    sockets,
    timers: resources.Timeout ?? 0,
    storeMB: round(sizeOf(of.folder) / 1e6, 2),
    cpuPercent: round((100 * cpuS) / (of.ageMs / 1000), 1),
  }
}

export const describe = (one: Sample): string =>
  `day ${one.day.toFixed(2).padStart(6)}: resident ${one.rssMB} MB, heap ${one.heapMB} MB, outside it ${one.outsideHeapMB} MB, ` +
  `${one.files} files, ${one.sockets} sockets, ${one.timers} timers; data folder ${one.storeMB} MB, CPU ${one.cpuPercent} % of a core`

/** Medians, because one look may fall into the visit of a page. Weeks, or quarters of what is shorter than a month. */
export function byStretch(samples: readonly Sample[]): { days: number; medians: readonly Sample[] } {
  const lastDay = samples.at(-1)?.day ?? 0
  const count = Math.max(4, Math.floor(lastDay / 7))
  const days = lastDay / count
  const medians = Array.from({ length: count }, (_, i) =>
    samples.filter(({ day }) => Math.min(count - 1, Math.floor(day / days)) === i),
  ).flatMap((stretch) => (stretch[0] === undefined ? [] : [mediansOf(stretch, stretch[0])]))
  return { days: round(days, 2), medians }
}

function mediansOf(stretch: readonly Sample[], first: Sample): Sample {
  const of = (figure: keyof Sample) =>
    stretch.map((one) => one[figure]).sort((a, b) => a - b)[stretch.length >> 1] ?? Number.NaN
  return {
    day: first.day,
    rssMB: of('rssMB'),
    heapMB: of('heapMB'),
    outsideHeapMB: of('outsideHeapMB'),
    files: of('files'),
    sockets: of('sockets'),
    timers: of('timers'),
    storeMB: of('storeMB'),
    cpuPercent: of('cpuPercent'),
  }
}

export interface Growth {
  readonly figure: string
  readonly grown: number
  readonly allowed: number
}

/** From the second stretch to the last. */
export function growthOf(medians: readonly Sample[]): Growth[] {
  const from = medians[1]
  const to = medians.at(-1)
  if (from === undefined || to === undefined) return []
  const figures = ['heapMB', 'outsideHeapMB', 'rssMB', 'files', 'sockets', 'timers'] as const
  return figures.map((figure) => ({
    figure,
    grown: round(to[figure] - from[figure], 2),
    allowed: allowed[figure],
  }))
}

const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits

function sizeOf(path: string): number {
  let bytes = 0
  for (const entry of readdirSync(path, { withFileTypes: true, recursive: true })) {
    const size = statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })
    if (size?.isFile()) bytes += size.size
  }
  return bytes
}

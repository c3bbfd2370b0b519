/** Holds the import statements of every file against the table. Pure: file names and texts in, sentences out. */
import { posix } from 'node:path'
import { isTest, type Room, roomOf } from './rules.ts'
import { type ImportStatement, scanImports } from './scan.ts'

/** @returns one sentence a breach, each beginning with `file:line`; empty when all is well. */
export function checkImports(sources: ReadonlyMap<string, string>): readonly string[] {
  const breaches: string[] = []
  const edges: Edge[] = []
  for (const [file, source] of sources) {
    const room = roomOf(file)
    if (room === null) {
      breaches.push(
        `${file}:1 lies in no room of the table; give its folder one in scripts/imports/rules.ts.`,
      )
      continue
    }
    for (const found of scanImports(source)) {
      const target = ourFile(file, found.specifier)
      if (target !== null && !isTest(file)) edges.push({ file, line: found.line, target })
      if (room === 'all') continue
      const reason = target === null ? refusePackage(room, found) : refuseFile(room, target, found)
      if (reason !== null) breaches.push(`${file}:${found.line} ${reason}: ${room.because}.`)
    }
  }
  return [...breaches, ...folderCycles(edges)]
}

interface Edge {
  readonly file: string
  readonly line: number
  readonly target: string
}

/** The imported file as a path from the repository's top, or null for a package or a `node:` module. */
function ourFile(file: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null
  return posix.normalize(posix.join(posix.dirname(file), specifier))
}

function refuseFile(room: Room, target: string, found: ImportStatement): string | null {
  if (target.startsWith(room.path) || matches(room.ours, target)) return null
  if (matches(room.types ?? [], target)) {
    return found.typeOnly ? null : `imports ${target} as code; write "import type"`
  }
  const allowed = [...room.ours, ...(room.types ?? []).map((path) => `types of ${path}`)]
  return `imports ${target}, but ${room.path} may import of ours only ${allowed.join(', ') || 'its own files'}`
}

function refusePackage(room: Room, { specifier }: ImportStatement): string | null {
  if (room.packages === undefined) return null
  const inPackage = room.packages.some((name) => specifier === name || specifier.startsWith(`${name}/`))
  return inPackage
    ? null
    : `imports ${specifier}, but ${room.path} may import only ${room.packages.join(', ')}`
}

const matches = (paths: readonly string[], target: string): boolean =>
  paths.some((path) => target === path || (path.endsWith('/') && target.startsWith(path)))

/** Cycles between top-level folders, each told once with an import that closes it. */
function folderCycles(edges: readonly Edge[]): readonly string[] {
  const firstEdge = new Map<string, Map<string, Edge>>()
  for (const edge of edges) {
    const from = topLevel(edge.file)
    const to = topLevel(edge.target)
    if (from === to) continue
    const targets = firstEdge.get(from) ?? new Map<string, Edge>()
    if (!targets.has(to)) targets.set(to, edge)
    firstEdge.set(from, targets)
  }
  const told = new Set<string>()
  const breaches: string[] = []
  const walk = (folder: string, way: readonly string[]): void => {
    const at = way.indexOf(folder)
    if (at < 0) {
      for (const next of firstEdge.get(folder)?.keys() ?? []) walk(next, [...way, folder])
      return
    }
    const cycle = way.slice(at)
    const key = [...cycle].sort().join()
    if (told.has(key)) return
    told.add(key)
    const closing = firstEdge.get(cycle.at(-1) ?? '')?.get(folder)
    breaches.push(
      `${closing?.file}:${closing?.line} imports ${closing?.target}, which closes a circle of folders: ${[...cycle, folder].join(' -> ')}.`,
    )
  }
  for (const folder of firstEdge.keys()) walk(folder, [])
  return breaches
}

const topLevel = (file: string): string => file.split('/')[0] ?? file

/** Loads scenario files: a built-in name, or the path of a YAML file. */
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { type Scenario, scenarioSchema } from './scenario-schema.ts'

export type { Scenario } from './scenario-schema.ts'

const folder = new URL('./scenarios/', import.meta.url)

/** Names that `loadScenario` knows without a path. */
export const scenarioNames: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length))
  .sort()

/** Names the file, the place, what is wrong and what to do. */
export class ScenarioError extends Error {
  override name = 'ScenarioError'
}

export async function loadScenario(nameOrPath: string): Promise<Scenario> {
  const builtIn = scenarioNames.includes(nameOrPath)
  const text = await readFile(builtIn ? new URL(`${nameOrPath}.yaml`, folder) : nameOrPath, 'utf8').catch(
    (cause: unknown) => {
      throw new ScenarioError(
        `There is no scenario '${nameOrPath}', neither built in (${scenarioNames.join(', ')}) nor a file that can be read. Nothing is simulated. Give one of these names or the path of a YAML file.`,
        { cause },
      )
    },
  )
  return parseScenario(text, nameOrPath)
}

/** `place` names the text in errors: a file, or a built-in name. */
export function parseScenario(text: string, place: string): Scenario {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'error' })
  const broken = document.errors[0]
  if (broken !== undefined) throw fault(place, `not valid YAML: ${broken.message.split('\n')[0]}`)
  const read = scenarioSchema.safeParse(unfolded(document, place))
  if (read.success) return read.data
  const found = read.error.issues.map((issue) => {
    const line = lineOf(document, lines, issue.path)
    return `line ${line}: ${issue.path.join('.') || 'file'}: ${issue.message}`
  })
  throw fault(place, found.join('; '))
}

/** Throws when its aliases would expand without end. */
function unfolded(document: ReturnType<typeof parseDocument>, place: string): unknown {
  try {
    return document.toJS()
  } catch (error) {
    throw fault(place, error instanceof Error ? error.message : String(error))
  }
}

const fault = (place: string, detail: string) =>
  new ScenarioError(
    `Scenario ${place} cannot be used: ${detail}. Nothing is simulated. Correct it there; the built-in files in simulator/scenarios show the form.`,
  )

/** Line of the deepest existing part of the path: a missing key has no line. */
function lineOf(
  document: ReturnType<typeof parseDocument>,
  lines: LineCounter,
  path: z.core.$ZodIssue['path'],
): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true)
    const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : null
    if (Array.isArray(range) && typeof range[0] === 'number') return lines.linePos(range[0]).line
  }
  return 1
}

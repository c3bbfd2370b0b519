/**
 * What the browser may fetch together with the page instead of after its first script: the part of the script that shows just
 * this page, and its styles. The build says which files these are.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What Vite writes of its build: built files by the source that they begin with, or by their own name. */
type Manifest = Readonly<
  Record<
    string,
    { readonly file: string; readonly css?: readonly string[]; readonly imports?: readonly string[] }
  >
>

const entry = 'index.html'

/** @returns lines for the head of page `name`; none when the page is a part of the first script, or the build does not say. */
export async function preloadsOf(webRoot: string, name: string): Promise<string> {
  const manifest = await readManifest(webRoot)
  const first = filesFrom(manifest, entry)
  const own = filesFrom(manifest, `src/pages/${name}/${name}.tsx`)
  return [...own]
    .filter((file) => !first.has(file))
    .map((file) =>
      file.endsWith('.css')
        ? `\n    <link rel="preload" as="style" crossorigin href="./${file}">`
        : `\n    <link rel="modulepreload" crossorigin href="./${file}">`,
    )
    .join('')
}

/** Empty while a build is writing it: preloads save time, and nothing else. */
async function readManifest(webRoot: string): Promise<Manifest> {
  try {
    return JSON.parse(await readFile(join(webRoot, 'page-files.json'), 'utf8'))
  } catch {
    return {}
  }
}

function filesFrom(manifest: Manifest, key: string, files = new Set<string>()): ReadonlySet<string> {
  const chunk = manifest[key]
  if (chunk === undefined || files.has(chunk.file)) return files
  files.add(chunk.file)
  for (const style of chunk.css ?? []) files.add(style)
  for (const imported of chunk.imports ?? []) filesFrom(manifest, imported, files)
  return files
}

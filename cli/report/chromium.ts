/**
 * An installed Chromium, asked over a pipe (Chrome DevTools Protocol, --remote-debugging-pipe) to print a page as PDF. The page goes
 * through the pipe alone: it is in no argument, in no file, and on no port.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { NotAnswered } from './running-sitbone.ts'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
const windowsNames = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe']
const macPrograms = [
  'Chromium.app/Contents/MacOS/Chromium',
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
].map((program) => join('/Applications', program))

/** Null: none is installed. */
export function findChromium(environment: NodeJS.ProcessEnv): string | null {
  const folders = [...(environment.PATH ?? '').split(delimiter).filter(Boolean), '/usr/bin', '/snap/bin']
  const programFolders = [
    environment.ProgramFiles,
    environment['ProgramFiles(x86)'],
    environment.LOCALAPPDATA,
  ].filter((folder) => folder !== undefined)
  return (
    [
      ...folders.flatMap((folder) => names.map((name) => join(folder, name))),
      ...macPrograms,
      ...programFolders.flatMap((folder) => windowsNames.map((name) => join(folder, name))),
    ].find((program) => existsSync(program)) ?? null
  )
}

const flags = [
  '--headless',
  '--remote-debugging-pipe',
  '--disable-gpu',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
]
/** Chromium's sandbox does not start for root; the page holds no script and may load nothing. */
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
const patienceMs = 60_000

/** @throws NotAnswered */
export async function printPdf(program: string, page: string): Promise<Uint8Array> {
  const profile = mkdtempSync(join(tmpdir(), 'sitbone-chromium-'))
  const child = spawn(program, [...flags, ...asRoot, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve())
    child.once('close', () => resolve())
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  try {
    return await printWith(new Pipe(child), page)
  } catch (error) {
    throw new NotAnswered(
      `${program} did not print the report (${error instanceof Error ? error.message : String(error)}), so there is no PDF. --format html makes the same pages; print them from a browser.`,
    )
  } finally {
    clearTimeout(timer)
    child.kill()
    await ended
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function printWith(pipe: Pipe, page: string): Promise<Uint8Array> {
  const { targetId } = await pipe.ask('Target.createTarget', { url: 'about:blank' })
  const { sessionId } = await pipe.ask('Target.attachToTarget', { targetId, flatten: true })
  const session = typeof sessionId === 'string' ? sessionId : undefined
  const { frameTree } = await pipe.ask('Page.getFrameTree', {}, session)
  await pipe.ask('Page.setDocumentContent', { frameId: frameIdOf(frameTree), html: page }, session)
  const { data } = await pipe.ask(
    'Page.printToPDF',
    { preferCSSPageSize: true, printBackground: true, generateTaggedPDF: true },
    session,
  )
  if (typeof data !== 'string') throw new Error('it gave no PDF')
  return Buffer.from(data, 'base64')
}

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null

const frameIdOf = (tree: unknown): unknown => (isFields(tree) && isFields(tree.frame) ? tree.frame.id : null)

interface Waiting {
  readonly resolve: (result: Fields) => void
  readonly reject: (error: Error) => void
}

/** Messages are JSON, each ended by a zero byte. */
class Pipe {
  readonly #out: Writable
  readonly #waiting = new Map<number, Waiting>()
  #last = 0
  #left = ''

  constructor(child: ChildProcess) {
    const [, , , out, back] = child.stdio
    if (!(out instanceof Writable) || !(back instanceof Readable)) throw new Error('it has no pipe')
    this.#out = out
    const end = (why: string) => () => this.#end(new Error(why))
    out.on('error', end('it closed the pipe'))
    back.setEncoding('utf8').on('data', (text: string) => this.#take(text))
    child.once('error', (error) => this.#end(error))
    child.once('exit', end('it ended too early'))
  }

  ask(method: string, params: Fields, sessionId?: string): Promise<Fields> {
    const id = ++this.#last
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#out.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
    })
  }

  #take(text: string): void {
    const parts = (this.#left + text).split('\0')
    this.#left = parts.pop() ?? ''
    for (const part of parts) this.#answer(JSON.parse(part))
  }

  #answer(message: unknown): void {
    if (!isFields(message) || typeof message.id !== 'number') return
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (isFields(message.error)) waiting?.reject(new Error(String(message.error.message)))
    else waiting?.resolve(isFields(message.result) ? message.result : {})
  }

  #end(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}

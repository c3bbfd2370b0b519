/**
 * Long answers, written as the store gives them: one chunk of the store is in memory at a time, and a slow reader
 * slows the store down instead of filling the memory.
 */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Request, Response } from 'express'
import { ProblemError, problem } from './problems.ts'

type Chunks<T> = AsyncIterable<readonly T[]>

/** Whose data an answer holds; `simulated` is null when neither gateway nor store says. */
export interface Subject {
  readonly cushion: string
  readonly simulated: boolean | null
}

/** `{"cushion":"desk-1","simulated":false,"minutes":[...]}`; nothing is yielded before the store has answered. */
export async function* jsonList<T>(
  { name, ...subject }: Subject & { readonly name: string },
  chunks: Chunks<T>,
  of: (value: T) => unknown,
): AsyncGenerator<string> {
  let before = `${JSON.stringify(subject).slice(0, -1)},${JSON.stringify(name)}:[`
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue
    yield before + chunk.map((value) => JSON.stringify(of(value))).join(',')
    before = ','
  }
  yield `${before === ',' ? '' : before}]}`
}

/** Holds a header back until the store has answered, so that a store that is away becomes a problem and no empty file. */
export async function* withFirstRows(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let header: string | null = null
  for await (const chunk of chunks) {
    if (header === null) header = chunk
    else if (header === '') yield chunk
    else {
      yield header + chunk
      header = ''
    }
  }
  if (header !== null && header !== '') yield header
}

export type AnswerForm = 'json' | 'csv'

/** From `?format=` or the Accept header; throws a problem when neither JSON nor CSV is wanted. */
export function formOf(req: Request, format: AnswerForm | undefined): AnswerForm {
  if (format !== undefined) return format
  const accepted = req.accepts(['application/json', 'text/csv'])
  if (accepted === false)
    throw new ProblemError(
      problem('not-acceptable', 'This is available as application/json and as text/csv.'),
    )
  return accepted === 'text/csv' ? 'csv' : 'json'
}

export interface Answer {
  readonly form: AnswerForm
  readonly subject: Subject
  /** Name of the file when it is saved, without its ending. */
  readonly name: string
  readonly chunks: AsyncIterable<string> | Iterable<string>
}

async function* asAsync(chunks: Answer['chunks']): AsyncGenerator<string> {
  yield* chunks
}

/** Sends the answer; an error before the first chunk is thrown, a later one cuts the answer short (and is thrown). */
export async function send(
  req: Request,
  res: Response,
  { form, subject, name, chunks }: Answer,
): Promise<void> {
  const rest = asAsync(chunks)
  const first = await rest.next()
  res.vary('Accept')
  res.type(form === 'csv' ? 'text/csv' : 'application/json')
  if (form === 'csv') res.attachment(`${subject.simulated === true ? 'simulated-' : ''}${name}.csv`)
  if (req.method === 'HEAD') {
    await rest.return(undefined)
    res.end()
    return
  }
  async function* all() {
    if (first.done !== true) yield first.value
    yield* rest
  }
  // Compression would hold them back until it has gathered enough.
  res.flushHeaders()
  await pipeline(Readable.from(all(), { highWaterMark: 1 }), res)
}

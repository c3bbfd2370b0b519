/** `sitbone report`: asks a running Sitbone for the review of a span of days, and writes it as a file. */
import { lstatSync } from 'node:fs'
import { resolve } from 'node:path'
import { cushionsAnswer } from '../../contract/cushions.ts'
import { meAnswer } from '../../contract/people.ts'
import { type ReviewAnswer, reviewAnswer } from '../../contract/review.ts'
import { createFile, removeFile } from '../../platform/files/private-files.ts'
import type { CommandContext } from '../context.ts'
import { findChromium, printPdf } from './chromium.ts'
import { fhirBundle } from './fhir/bundle.ts'
import { reportPage } from './page/report-page.ts'
import { reportCsv } from './report-csv.ts'
import { ask, NotAnswered, type RunningSitbone, whereItRuns } from './running-sitbone.ts'
import { type WhoseReport, whoseReport } from './whose-report.ts'

type Make = (review: ReviewAnswer, name: string) => string | Promise<Uint8Array>

const formats = {
  html: { ending: 'html', make: reportPage },
  pdf: { ending: 'pdf', make: (review, name) => pdf(reportPage(review, name)) },
  csv: { ending: 'csv', make: reportCsv },
  fhir: {
    ending: 'fhir.json',
    make: (review, name) => `${JSON.stringify(fhirBundle(review, name), null, 2)}\n`,
  },
} as const satisfies Record<string, { readonly ending: string; readonly make: Make }>

/** @throws NotAnswered */
export async function runReport({ values, settings, options }: CommandContext): Promise<number> {
  const { ending, make } =
    Object.entries(formats).find(([name]) => name === options.format)?.[1] ?? formats.pdf
  const sitbone = whereItRuns(values, options.url)
  await checkSignIn(sitbone)
  const { cushions } = await ask(sitbone, 'api/v1/cushions', cushionsAnswer)
  const whose = whoseReport(cushions, {
    cushion: settings.sources.cushion === 'default' ? null : values.cushion,
    sitter: textOf(options.sitter),
  })
  if (whose.hint !== null) process.stderr.write(`${whose.hint}\n`)
  const review = await reviewOf(sitbone, whose, options)
  const toOutput = options.output === '-'
  const file = resolve(
    textOf(options.output) ?? `sitbone-report-${whose.name}-${review.from}-${review.to}.${ending}`,
  )
  if (!toOutput) checkFree(file, options.force === true)
  const content = await make(review, whose.name)
  if (toOutput) process.stdout.write(content)
  else {
    write(file, content, options.force === true)
    process.stdout.write(
      `The report on ${whose.name}, ${review.from} to ${review.to}, is in ${file}. It holds health data: only you can read it, so think before you pass it on.\n`,
    )
  }
  return 0
}

async function checkSignIn(sitbone: RunningSitbone): Promise<void> {
  const { mode, userName } = await ask(sitbone, 'api/v1/account', meAnswer)
  if (mode === 'one-person' || userName !== null) return
  throw new NotAnswered(
    sitbone.token === null
      ? `This Sitbone has accounts, so it must know who asks. Make an API token at ${sitbone.url}sharing that reads sitting and diary (and notes, to have them in the report), save it in a file that only you can read, and name that file in SITBONE_API_TOKEN_FILE.`
      : `The API token has ended, was revoked, or is not of this Sitbone. Make a new one at ${sitbone.url}sharing.`,
  )
}

async function reviewOf(
  sitbone: RunningSitbone,
  { cushion }: WhoseReport,
  { from, to }: CommandContext['options'],
): Promise<ReviewAnswer> {
  const span = new URLSearchParams(
    Object.entries({ from, to }).flatMap(([name, day]) => (typeof day === 'string' ? [[name, day]] : [])),
  )
  const review = await ask(
    sitbone,
    `api/v1/cushions/${encodeURIComponent(cushion)}/review?${span}`,
    reviewAnswer,
  ).catch((error: unknown) => {
    if (
      !(error instanceof NotAnswered) ||
      sitbone.token === null ||
      !error.message.startsWith('No cushion called')
    )
      throw error
    throw new NotAnswered(
      `The API token may see ${cushion}, but not read its review. Make one that reads sitting and diary. As a physio, also ask the sitter to share the diary with you.`,
    )
  })
  if (isEmpty(review))
    throw new NotAnswered(
      `Nothing was recorded or written down on ${cushion} from ${review.from} to ${review.to}, so there is no report. Choose other days with --from and --to.`,
    )
  return review
}

const isEmpty = ({ days, checkIns }: ReviewAnswer): boolean =>
  checkIns.length === 0 && days.every(({ seatedS, entries }) => seatedS === null && entries.length === 0)

function checkFree(file: string, force: boolean): void {
  const found = lstatSync(file, { throwIfNoEntry: false })
  if (found === undefined || (force && found.isFile())) return
  throw new NotAnswered(
    found.isFile()
      ? `${file} is there already. Nothing was changed. Replace it with --force, or name another file with --output.`
      : `${file} is no file. Nothing was changed. Name another one with --output.`,
  )
}

function write(file: string, content: string | Uint8Array, force: boolean): void {
  try {
    if (force) removeFile(file)
    createFile(file, content)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    throw new NotAnswered(
      `${file} cannot be written${code}. Check that its folder is there and that you may write to it, or name another file with --output.`,
    )
  }
}

function pdf(page: string): Promise<Uint8Array> {
  const program = findChromium(process.env)
  if (program !== null) return printPdf(program, page)
  throw new NotAnswered(
    'A PDF is printed by Chromium, Chrome or Edge, and none is installed here. Install one (Debian: apt install chromium), or use --format html and print it from any browser.',
  )
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

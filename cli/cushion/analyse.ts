/** `sitbone analyse <file>`: what a recording says, as one JSON object or as a short report. */
import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { safetyText } from '../../core/model/safety-text.ts'
import type { Layout } from '../../core/model/schemas/layout.ts'
import { toleranceSchema } from '../../core/model/schemas/tolerance.ts'
import { startingTolerance } from '../../core/model/tolerance-fields.ts'
import { timeZone } from '../../core/time/time-zone.ts'
import {
  openRecording,
  type Recording,
  RecordingError,
  type RecordingOptions,
} from '../../recordings/open-recording.ts'
import { previewRecording } from '../../recordings/preview.ts'
import { loadCalibration, loadLayout, readJsonFile } from '../../settings/cushion-files.ts'
import { recordingSettings } from '../../settings/recording-settings.ts'
import { SettingsError } from '../../settings/settings.ts'
import { Analysis, type AnalysisOptions } from '../../tools/analyse/analysis.ts'
import type { AnalysisResult } from '../../tools/analyse/analysis-result.ts'
import { reportText } from '../../tools/analyse/report-text.ts'
import type { CommandContext } from '../context.ts'

/** Used without a hello and with too few rows to measure. */
const usualRateHz = 10

export async function runAnalyse({ values, options }: CommandContext): Promise<number> {
  const file = Array.isArray(options.arguments) ? String(options.arguments[0]) : ''
  const zone = zoneOf(options.tz) ?? values.zone
  const layout = loadLayout(values.layout)
  const person = {
    layout,
    calibration: values.calibration === null ? null : loadCalibration(values.calibration, layout),
    tolerance: toleranceOf(options.tolerance),
    day: { zone, startHour: values['day-start'] },
  }
  const asked = recordingSettings(values, { file, cells: layout.cells.length, zone })
  if (options.preview === true) return preview(asked)
  const recording = await openRecording(asked)
  const result = await analysed(recording, person, options.readings)
  const problem = unusable(result, file, layout)
  if (problem !== null) throw new RecordingError(problem)
  const text =
    options.format === 'text'
      ? reportText(result, { file, zone, safety: safetyText })
      : `${JSON.stringify(result)}\n`
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
  return 0
}

/** `readingsPath`: file for one line per reading, if wanted. */
async function analysed(
  recording: Recording,
  person: Pick<AnalysisOptions, 'layout' | 'calibration' | 'tolerance' | 'day'>,
  readingsPath: unknown,
): Promise<AnalysisResult> {
  const readings = typeof readingsPath === 'string' ? new ReadingsFile(readingsPath) : null
  const analysis = new Analysis({
    ...person,
    counting: recording.counting,
    assumptions: recording.assumptions,
    format: recording.format,
    rateHz: recording.rateHz ?? usualRateHz,
    ...(readings === null ? {} : { readings: (line) => readings.add(line) }),
  })
  for await (const entries of recording.batches()) {
    for (const entry of entries) analysis.add(entry)
    await readings?.flush()
  }
  const result = analysis.finish()
  await readings?.end()
  return result
}

/** Why a recording without frames has no report; null when it has frames. */
function unusable({ recording, rejectedFirst }: AnalysisResult, file: string, layout: Layout): string | null {
  if (recording.frames > 0 || rejectedFirst.length === 0) return null
  const misfits = rejectedFirst.find(({ reason }) => reason === 'channels' || reason === 'other-board')
  if (misfits !== undefined)
    return `${file} line ${misfits.line}: the layout "${layout.name}" has ${layout.cells.length} cells, and no frame of this recording has as many. Choose the layout of this cushion with --layout.`
  return `${file} holds no reading that can be used: ${rejectedFirst.map(({ reason, line }) => `${reason} in line ${line}`).join(', ')}. A recording is JSON lines {"atMs":<epoch ms>,"line":"<as received>"}, or CSV with --columns.`
}

const toleranceOf = (path: unknown) =>
  typeof path === 'string' ? readJsonFile('--tolerance', path, toleranceSchema) : startingTolerance

/** Also shown for a refused file, to help find the reason. */
async function preview(asked: RecordingOptions): Promise<number> {
  const { text, problem } = await previewRecording(asked)
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
  if (problem === null) return 0
  process.stderr.write(`${problem}\n`)
  return 1
}

function zoneOf(given: unknown): string | null {
  if (typeof given !== 'string') return null
  const parsed = timeZone.safeParse(given)
  if (parsed.success) return parsed.data
  throw new SettingsError(`--tz ${given}: expected an IANA time zone such as Europe/Berlin.`)
}

/** Lines are written in batches; reading pauses until each batch is written. */
class ReadingsFile {
  readonly #path: string
  readonly #stream: WriteStream
  #lines: string[] = []
  #fault: Error | null = null

  constructor(path: string) {
    this.#path = path
    this.#stream = createWriteStream(path)
    this.#stream.on('error', (error) => {
      this.#fault = error
    })
  }

  add(line: string): void {
    this.#lines.push(line)
  }

  /** @throws SettingsError when the file cannot be written */
  async flush(): Promise<void> {
    if (this.#lines.length === 0) return
    const text = this.#lines.join('')
    this.#lines = []
    await new Promise<void>((resolve) => this.#stream.write(text, () => resolve()))
    this.#check()
  }

  async end(): Promise<void> {
    await this.flush()
    await new Promise<void>((resolve) => {
      this.#stream.once('close', resolve)
      this.#stream.end()
    })
    this.#check()
  }

  #check(): void {
    if (this.#fault === null) return
    throw new SettingsError(`--readings ${this.#path} cannot be written (${this.#fault.message}).`)
  }
}

/** `sitbone conformance`: tests a board against the protocol, clause by clause. Prints the report. */

import { type Source, SourceUnavailable } from '../../gateway/link/sources/source.ts'
import { type CushionSetting, cushionSettings } from '../../settings/cushion-settings.ts'
import { isAvrPort } from '../../settings/port-kinds.ts'
import { type Settings, SettingsError } from '../../settings/settings.ts'
import { clauses } from '../../tools/conformance/clauses.ts'
import { conformanceText, verdict } from '../../tools/conformance/report.ts'
import { checkCount, runConformance } from '../../tools/conformance/run.ts'
import { makeAvrBoard } from '../../tools/simulated-cushion/avr-board.ts'
import { makeSimulatedCushion } from '../../tools/simulated-cushion/simulated-cushion.ts'
import type { CommandContext } from '../context.ts'
import { makeSource } from '../roles/cushion-ports.ts'

const leastSoakMinutes = 10
/** A day. */
const mostSoakMinutes = 1440

export async function runConformanceCommand({ values, options }: CommandContext): Promise<number> {
  const [setting] = cushionSettings({ ...values, cushions: [] })
  if (setting === undefined || setting.port.startsWith('replay:'))
    throw new SettingsError(
      '--port: a recording cannot answer commands. Name a device path, auto, tcp://host:port or avr:<hex file>.',
    )
  const soakMinutes = soakOf(options.soak)
  const { source, stop } = await sourceOf(values, setting)
  const ending = new AbortController()
  const end = () => ending.abort()
  process.once('SIGINT', end).once('SIGTERM', end)
  process.stderr.write(
    `Testing the board on ${source.name}: ${checkCount(soakMinutes)} checks, about ${soakMinutes === undefined ? 'half a minute' : `${soakMinutes + 1} minutes`}. Leave the cushion empty until then. Its rate and name are restored afterwards.\n`,
  )
  try {
    const report = await runConformance({
      source,
      signal: ending.signal,
      ...(soakMinutes === undefined ? {} : { soakMinutes }),
      progress: (title, { index, of }) => process.stderr.write(`${index + 1}/${of} ${title}\n`),
    })
    const shown = report.results.map((result) => ({ ...result, asks: clauses[result.clause] }))
    process.stdout.write(
      options.format === 'json'
        ? `${JSON.stringify({ v: 1, ...report, results: shown, verdict: verdict(report) })}\n`
        : conformanceText(report),
    )
    return report.ok && !ending.signal.aborted ? 0 : 1
  } catch (error) {
    if (!(error instanceof SourceUnavailable)) throw error
    process.stderr.write(`${error.message.replace(/ Sitbone keeps trying\.$/, '')}\n`)
    return 1
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end)
    stop()
  }
}

/** Less would miss what happens once a minute. @throws SettingsError */
function soakOf(given: unknown): number | undefined {
  if (given === undefined || given === false) return undefined
  const minutes = given === true ? leastSoakMinutes : Number(given)
  if (Number.isInteger(minutes) && minutes >= leastSoakMinutes && minutes <= mostSoakMinutes) return minutes
  throw new SettingsError(
    `--soak ${String(given)}: expected whole minutes from ${leastSoakMinutes} to ${mostSoakMinutes}.`,
  )
}

async function sourceOf(
  values: Settings,
  setting: CushionSetting,
): Promise<{ source: Source; stop: () => void }> {
  const { port, layout } = setting
  if (isAvrPort(port)) {
    const board = await makeAvrBoard(values, { port, layout })
    return { source: { name: port, open: async () => board.open() }, stop: () => board.stop() }
  }
  if (port === 'simulator') {
    const { cushion, board } = await makeSimulatedCushion(values, setting)
    return { source: cushion.source, stop: () => board.stop() }
  }
  return { source: makeSource(values, setting), stop() {} }
}

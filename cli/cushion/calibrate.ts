/**
 * `sitbone calibrate`: the guided calibration in the terminal, for a cushion on this computer with nothing else running.
 * Procedure and fit are those of the page. Questions and progress go to standard error, the finished file to `--out`.
 */
import { writeFileSync } from 'node:fs'
import {
  type CalibrationMethod,
  calibrationMethods,
  ladderSteps,
  mostRepeats,
  type PlannedStep,
  usualRepeats,
} from '../../core/model/calibration-steps.ts'
import type { Counting } from '../../core/model/counting.ts'
import { saturationCount } from '../../core/pressure/conductance.ts'
import { suggestedWeights, weightsProblem } from '../../gateway/calibration/plan.ts'
import { Procedure } from '../../gateway/calibration/procedure.ts'
import { type CushionSetting, cushionSettings } from '../../settings/cushion-settings.ts'
import { isSimulatedPort } from '../../settings/port-kinds.ts'
import { type Settings, SettingsError } from '../../settings/settings.ts'
import { instructionText, resultTable, stepText } from '../../tools/calibrate/calibrate-words.ts'
import { CalibrationCushion } from '../../tools/calibrate/calibration-cushion.ts'
import {
  manualPlacer,
  type PlacerAnswer,
  simulatedPlacer,
  type WeightPlacer,
} from '../../tools/calibrate/weight-placer.ts'
import {
  makeSimulatedCushion,
  type SimulatedCushion,
} from '../../tools/simulated-cushion/simulated-cushion.ts'
import type { CommandContext } from '../context.ts'
import { makeSource } from '../roles/cushion-ports.ts'

const zeroS = 3
/** Above this share of the range on any cell the cushion is not empty. */
const emptyShare = 0.15

export async function runCalibrate({ values, options, log }: CommandContext): Promise<number> {
  const [setting] = cushionSettings({ ...values, cushions: [] })
  if (setting === undefined || setting.port.startsWith('replay:'))
    throw new SettingsError(
      '--port: a recording cannot be calibrated. Name a device path, auto or tcp://host:port.',
    )
  const asked = askedFor(options, setting)
  const say = (text: string) => process.stderr.write(`${text}\n`)
  const simulated = isSimulatedPort(setting.port) ? await emptySimulated(values, setting) : null
  const source = simulated?.cushion.source ?? makeSource(values, setting, log)
  const cushion = new CalibrationCushion({ source, cells: setting.layout.cells.length, log })
  const placer =
    simulated === null ? manualPlacer(process.stdin, say) : simulatedPlacer(simulated.board, cushion)
  cushion.start()
  try {
    say(`Waiting for the cushion on ${source.name}. Keep it empty: nobody on it, nothing on it.`)
    const counting = await cushion.counting()
    const zeroCounts = await cushion.meanCounts(zeroS)
    const most = emptyShare * saturationCount(counting)
    const loaded = zeroCounts.findIndex((count) => count > most)
    if (loaded >= 0) {
      say(
        `Cell ${loaded} has something on it. Take everything off the cushion and start again; nothing was written.`,
      )
      return 1
    }
    const procedure = procedureFor({ asked, setting, counting, zeroCounts, nowMs: cushion.nowMs })
    // Also between steps, because the time a cell was loaded or empty counts.
    cushion.watch(({ atMs, counts }) => procedure.frame(atMs, counts))
    await measureCells({ procedure, cushion, placer, say })
    say(resultTable(procedure.info()))
    const proposal = procedure.proposal(cushion.nowMs)
    if (typeof proposal === 'string') {
      say(`${proposal} No file was written.`)
      return 1
    }
    writeFileSync(asked.out, `${JSON.stringify(proposal, null, 2)}\n`)
    say(`The calibration is saved in ${asked.out}. Use it with --calibration ${asked.out}.`)
    return 0
  } finally {
    placer.close()
    await cushion.stop()
    simulated?.board.stop()
  }
}

interface ProcedureFor {
  readonly asked: Asked
  readonly setting: CushionSetting
  readonly counting: Counting
  readonly zeroCounts: number[]
  readonly nowMs: number
}

function procedureFor({ asked, setting, counting, zeroCounts, nowMs }: ProcedureFor): Procedure {
  return new Procedure(
    {
      startedAtMs: nowMs,
      touchedMs: nowMs,
      surface: asked.surface,
      method: asked.method,
      massesG: asked.massesG,
      verifyG: asked.verifyG,
      repeats: asked.repeats,
      stampAreaCm2: asked.stampAreaCm2,
      zeroCounts,
      cells: asked.cells.map((index) => ({ index, skipped: false, steps: [] })),
    },
    {
      bits: counting.bits,
      full: counting.full,
      law: counting.law,
      areasCm2: setting.layout.cells.map(({ areaCm2 }) => areaCm2),
      before: setting.calibration,
      speed: Number.POSITIVE_INFINITY,
      handsFree: false,
    },
  )
}

interface At {
  readonly procedure: Procedure
  readonly cushion: CalibrationCushion
  readonly placer: WeightPlacer
  readonly say: (text: string) => void
}

/** Runs until nothing is left to measure, or the person ends it. */
async function measureCells(at: At): Promise<void> {
  const { procedure, placer, say } = at
  let on: number | null = null
  for (;;) {
    const { plan, cells, next } = procedure.info()
    if (on !== null && on !== next) await leaveCell(at, on)
    on = next
    const done = cells.find(({ index }) => index === next)?.done ?? 0
    const step = plan[done]
    if (next === null || step === undefined) return
    say(`Cell ${next}, ${stepText(plan, done)}: ${instructionText(step, plan[done - 1] ?? null)}`)
    const answer = await placer.ready(next, step)
    if (answer === 'quit') {
      if (done < ladderSteps(plan)) say('Ended before all cells were measured.')
      return
    }
    await follow(at, { answer, cell: next, step })
  }
}

/** Reports the cell's result once its weights are done, and removes the weight. */
async function leaveCell({ procedure, placer, say }: At, cell: number): Promise<void> {
  const { plan, cells } = procedure.info()
  const left = cells.find(({ index }) => index === cell)
  if (left?.fit && left.done <= ladderSteps(plan)) say(`  Cell ${cell}: ${left.fit.verdict}.`)
  await placer.clear(cell)
}

interface Answered {
  readonly answer: Exclude<PlacerAnswer, 'quit'>
  readonly cell: number
  readonly step: PlannedStep
}

async function follow(at: At, { answer, cell, step }: Answered): Promise<void> {
  const { procedure, cushion } = at
  if (answer === 'ready') return await measure(at, cell, step)
  if (answer === 'skip') {
    procedure.skip(cell, cushion.nowMs)
    return
  }
  const { note: last } = procedure.info()
  // Repeats move from cell to cell: undo the one just measured.
  procedure.undo(step.kind === 'repeat' && last?.ok === true ? last.cell : cell, cushion.nowMs)
}

async function measure(
  { procedure, cushion, placer, say }: At,
  cell: number,
  step: PlannedStep,
): Promise<void> {
  const refused = procedure.hold(cell, cushion.nowMs)
  if (refused !== null) say(`  ${refused}`)
  if (step.kind === 'preload') placer.press(cell, step.massG)
  await cushion.until(() => (procedure.holding ? null : true))
  const { note } = procedure.info()
  if (note !== null && !note.ok) say(`  ${note.text}`)
}

async function emptySimulated(values: Settings, setting: CushionSetting): Promise<SimulatedCushion> {
  const simulated = await makeSimulatedCushion(values, setting)
  simulated.board.model.sitter.stand()
  return simulated
}

interface Asked {
  readonly method: CalibrationMethod
  readonly surface: string
  readonly massesG: number[]
  readonly verifyG: number
  readonly stampAreaCm2: number | null
  readonly cells: readonly number[]
  readonly repeats: number
  readonly out: string
}

/** @throws SettingsError */
function askedFor(options: CommandContext['options'], { layout, id, calibration }: CushionSetting): Asked {
  const method = calibrationMethods.find((each) => each === (options.method ?? 'exact'))
  if (method === undefined)
    throw new SettingsError(`--method ${options.method}: expected ${calibrationMethods.join(' or ')}.`)
  const suggested = suggestedWeights(Math.min(...layout.cells.map(({ areaCm2 }) => areaCm2)), method)
  const massesG = numbers('--weights', options.weights) ?? [...suggested.massesG]
  const [verifyG = suggested.verifyG] = numbers('--verify', options.verify) ?? []
  const [stampAreaCm2 = null] = numbers('--stamp', options.stamp) ?? []
  const problem = weightsProblem({ method, massesG, verifyG })
  if (problem !== null) throw new SettingsError(`--weights, --verify: ${problem}`)
  const cells = numbers('--cells', options.cells, 0) ?? [...layout.cells.keys()]
  if (cells.some((cell) => !Number.isInteger(cell) || cell >= layout.cells.length))
    throw new SettingsError(`--cells: the layout "${layout.name}" has cells 0 to ${layout.cells.length - 1}.`)
  const others = [...layout.cells.keys()].filter((cell) => !cells.includes(cell))
  if (others.length > 0 && calibration === null)
    throw new SettingsError(
      `--cells: the values of the other cells (${others.join(', ')}) come from a calibration file. Name it with --calibration <file>.`,
    )
  const [repeats = usualRepeats] = numbers('--repeats', options.repeats, 0) ?? []
  if (!Number.isInteger(repeats) || repeats > mostRepeats)
    throw new SettingsError(`--repeats ${repeats}: expected a whole number from 0 to ${mostRepeats}.`)
  return {
    method,
    surface: typeof options.surface === 'string' ? options.surface : 'not said',
    massesG,
    verifyG,
    stampAreaCm2,
    cells: [...new Set(cells)],
    repeats,
    out: typeof options.out === 'string' ? options.out : `./${id}-calibration.json`,
  }
}

/** Numbers above 0, or at least `from`. */
function numbers(flag: string, text: unknown, from?: number): number[] | null {
  if (typeof text !== 'string') return null
  const parts = text.split(',')
  const read = parts.map(Number)
  const wrong = (value: number, i: number) =>
    parts[i]?.trim() === '' || !(from === undefined ? value > 0 : value >= from)
  if (read.some(wrong)) {
    const least = from === undefined ? 'above 0' : `from ${from} on`
    throw new SettingsError(`${flag} ${text}: expected numbers ${least} with commas between.`)
  }
  return read
}

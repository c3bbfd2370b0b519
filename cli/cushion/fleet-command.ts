/** The flags and the words of `sitbone simulator --fleet`. */

import { loadLayout } from '../../settings/cushion-files.ts'
import { SettingsError } from '../../settings/settings.ts'
import { usualFleetPlan } from '../../simulator/fleet.ts'
import { loadScenario } from '../../simulator/index.ts'
import { createFleet, type FleetFigures } from '../../tools/fleet/fleet.ts'
import type { CommandContext } from '../context.ts'
import { makeMqtt } from '../roles/mqtt-parts.ts'

const mostCushions = 10_000

/** @throws SettingsError, ScenarioError */
export async function runFleet({ values, options, log }: CommandContext): Promise<number> {
  const cushions = whole('--fleet', options.fleet, { least: 1, most: mostCushions })
  const rateHz = whole('--rate', options.rate, { least: 1, most: 50 })
  const perConnection = whole('--per-connection', options.perConnection, { least: 1, most: 1000 })
  const forS = options.for === undefined ? null : whole('--for', options.for, { least: 1, most: 1_000_000 })
  if (values.broker === null)
    throw new SettingsError(
      'Name the broker for the fleet: --broker mqtt://127.0.0.1:1883. Use a separate broker and store, because these cushions stay in the store.',
    )
  const ending = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => ending.abort())
  if (forS !== null) setTimeout(() => ending.abort(), forS * 1000).unref()
  const connections = Math.ceil(cushions / perConnection)
  log.info(
    {},
    `A fleet of ${cushions} simulated cushions, ${rateHz} readings a second each, on ${connections} connections: ${perConnection} cushions share one, as one gateway with one will (--per-connection). Ctrl-C stops it.`,
  )
  const fleet = createFleet({
    cushions,
    perConnection,
    rateHz,
    base: values.base,
    scenario: await loadScenario(values.scenario),
    layout: loadLayout(values.layout),
    zone: values.zone,
    dayStartHour: values['day-start'],
    plan: { ...usualFleetPlan, seed: values.seed },
    connect: (gateway, presence) =>
      makeMqtt(values, log, { embedded: null, role: 'gateway', name: gateway, presence }),
    report: (figures) => process.stdout.write(`${inWords(figures)}\n`),
  })
  const last = await fleet.run(ending.signal)
  const lost = last.droppedBatches
  process.stdout.write(
    `In all: ${last.readings} readings, ${last.recorded} recorded, ${last.unacknowledgedBatches} batches unacknowledged, ${lost} dropped.\n`,
  )
  return last.unacknowledgedBatches === 0 && lost === 0 ? 0 : 1
}

const inWords = (of: FleetFigures): string =>
  `${of.s} s  ${of.there} there  ${of.readingsS} readings/s  ${of.recordedS} recorded/s  ${of.unacknowledgedBatches} unacknowledged  lag ${(of.lagMs / 1000).toFixed(1)} s  ${of.groupsReached}/${of.groups} connected  ${of.droppedBatches} dropped  ${of.memoryMb} MB`

function whole(flag: string, given: unknown, { least, most }: { least: number; most: number }): number {
  const value = Number(given)
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new SettingsError(`${flag} ${String(given)}: expected a whole number from ${least} to ${most}.`)
}

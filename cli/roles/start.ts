/** `sitbone start`: every role in one process, with an embedded broker and an embedded store unless others are named. */
import { CushionState } from '../../gateway/runtime/cushion-state.ts'
import { DiskWatch } from '../../platform/free-space.ts'
import { LastNet } from '../../platform/last-net.ts'
import { type Part, runUntilSignal } from '../../platform/lifecycle.ts'
import { cushionSettings } from '../../settings/cushion-settings.ts'
import { gatewayIdOf } from '../../settings/gateway-id.ts'
import { fillPast, type PastFilling } from '../../tools/past/past.ts'
import { pastDays } from '../../tools/past/past-core.ts'
import type { SimulatedCushion } from '../../tools/simulated-cushion/simulated-cushion.ts'
import type { CommandContext } from '../context.ts'
import { dataFolder, describePort, forgetLastReplay } from './cushion-ports.ts'
import { makeDashboard } from './dashboard.ts'
import { openDataFolder } from './data-folder.ts'
import { fillDiary, makeDiaries, simulatedCheckIns } from './diary.ts'
import { makeConsoles, makeGateway, makeOutbox, openCushions } from './gateway.ts'
import { makeBroker, makeDashboardMqtt, makeGatewayMqtt, makeRecorderMqtt, makeTls } from './mqtt-parts.ts'
import { makeRecorder } from './recorder.ts'
import { makeStore, patiently, storeSetting } from './store.ts'

const pastKey = 'simulated-past'

export async function runStart({ settings: given, log }: CommandContext): Promise<number> {
  const resolved =
    given.values.cohort === null ? given : (await import('../cohort/cohort-settings.ts')).forCohort(given)
  const settings = cushionSettings(resolved.values)
  const folder = dataFolder(resolved.values, settings)
  const locks = openDataFolder({ root: resolved.values.data, folder, roles: ['gateway', 'recorder'], log })
  // Not before: a folder that a newer Sitbone wrote stays as it is.
  const values = { ...resolved.values, gateway: gatewayIdOf(resolved, (sentence) => log.warn({}, sentence)) }
  forgetLastReplay(folder, settings)
  // Its accounts take as much memory as all the rest, so it is loaded only where there is one.
  const cohort =
    values.cohort === null ? null : await (await import('../cohort/cohort.ts')).Cohort.open(values, log)
  const { cushions, simulated } = await openCushions(values, settings, {
    ...{ log, ...(cohort === null ? {} : { people: cohort.people }) },
  })

  const tls = makeTls(values, log)
  const embedded = makeBroker(values, log, tls)
  const store = await makeStore(values, folder, log)
  const outbox = makeOutbox(values, folder, log)
  const gatewayMqtt = makeGatewayMqtt(values, log, embedded)
  const recorderMqtt = makeRecorderMqtt(values, log, embedded)
  const dashboardMqtt = makeDashboardMqtt(values, log, embedded)
  const consoles = await makeConsoles(values, cohort === null ? simulated : [], { mqtt: gatewayMqtt, log })
  const diary = makeDiaries(values, folder, log)
  const net = new LastNet(log)
  const gateway = makeGateway(values, log, { outbox, mqtt: gatewayMqtt, cushions, embedded })
  const recorder = makeRecorder(values, log, { mqtt: recorderMqtt, store, folder })
  const disk = new DiskWatch({ folder, log })
  const dashboard = makeDashboard(values, log, {
    mqtt: dashboardMqtt,
    store,
    diary,
    net,
    disk,
    tls,
    recorder,
    otherLinks: [gatewayMqtt, recorderMqtt],
    ...(cohort === null ? {} : { cohort: () => cohort.progress }),
  })
  const past: Part[] =
    cohort !== null
      ? [cohort.filling({ diary, gateway: values.gateway })]
      : values.past
        ? simulated.map(pastOf)
        : []

  let url = ''
  const tell: Part = {
    start() {
      const what =
        cohort !== null
          ? `a simulated cohort of ${cohort.progress.sitters}`
          : simulated.length > 0
            ? 'a simulated cushion'
            : settings.map((each) => describePort(each.port)).join(', ')
      log.info({}, `Sitbone shows ${what} at ${url}  (Ctrl-C stops it)`)
    },
    stop() {},
  }
  return runUntilSignal(
    [
      ...locks,
      disk,
      ...(embedded === null ? [] : [embedded]),
      patiently(store, log),
      ...(cohort === null ? [] : [cohort.accounts()]),
      { start: async () => ({ url } = await dashboard.start()), stop: () => dashboard.stop() },
      ...past,
      recorderMqtt,
      recorder,
      dashboardMqtt,
      gatewayMqtt,
      gateway,
      ...consoles,
      tell,
    ],
    log,
    net,
  )

  /** Fills a store without this simulated cushion; an interrupted filling continues. */
  function pastOf({ cushion }: SimulatedCushion): Part {
    let filling: PastFilling | null = null
    return {
      async start() {
        outbox.start()
        if (outbox.read(cushion.id, pastKey) !== null) return
        const known = await store.cushions().catch(() => null)
        // A store that is unavailable now is filled at a later start.
        if (known === null) return
        const withToday = known.every((each) => each.cushion !== cushion.id)
        filling = fillPast(
          {
            store: storeSetting(values, folder),
            cushion: { id: cushion.id, layout: cushion.layout, calibration: cushion.calibration },
            gateway: values.gateway,
            scenario: values.scenario,
            seed: values.seed,
            zone: values.zone,
            dayStartHour: values['day-start'],
            nowMs: Date.now(),
            days: pastDays,
            withToday,
          },
          log,
        )
        void filling.complete.then((complete) => complete && outbox.write(cushion.id, pastKey, 'complete'))
        if (!withToday) return
        const { seed, zone, 'day-start': dayStartHour } = values
        const said = simulatedCheckIns({ seed, zone, dayStartHour, nowMs: Date.now(), days: pastDays })
        await fillDiary(diary.of(true), cushion.id, said)
        const snapshot = await filling.today
        if (snapshot !== null) new CushionState(outbox, cushion.id).adopt(snapshot)
      },
      stop: () => filling?.stop(),
    }
  }
}

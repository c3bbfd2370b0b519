/** `sitbone start`: every role in one process, with an embedded broker and an embedded store unless others are named. */
import { CushionState } from '../gateway/runtime/cushion-state.ts'
import { LastNet } from '../platform/last-net.ts'
import { type Part, runUntilSignal } from '../platform/lifecycle.ts'
import { cushionSettings } from '../settings/cushion-settings.ts'
import { ensureFolder } from '../settings/data-folder.ts'
import { isSimulatedPort } from '../settings/port-kinds.ts'
import { fillPast, type PastFilling } from '../tools/past/past.ts'
import type { SimulatedCushion } from '../tools/simulated-cushion/simulated-cushion.ts'
import type { CommandContext } from './context.ts'
import { fillDiary, makeDiaries, simulatedCheckIns } from './diary.ts'
import {
  dataFolder,
  describePort,
  forgetLastReplay,
  makeBroker,
  makeDashboard,
  makeDashboardMqtt,
  makeGateway,
  makeGatewayMqtt,
  makeMqtt,
  makeOutbox,
  makeRecorder,
  makeSource,
  makeStore,
  patiently,
  storeSetting,
} from './roles.ts'

const pastDays = 14
const pastKey = 'simulated-past'

export async function runStart({ values, log }: CommandContext): Promise<number> {
  const settings = cushionSettings(values)
  const folder = dataFolder(values, settings)
  ensureFolder(folder)
  forgetLastReplay(folder, settings)
  const simulators: SimulatedCushion[] = []
  const cushions = []
  for (const setting of settings) {
    if (!isSimulatedPort(setting.port)) {
      cushions.push({ ...setting, source: makeSource(values, setting, log) })
      continue
    }
    // The simulator and what it needs is loaded only for a simulated cushion.
    const { makeSimulatedCushion } = await import('../tools/simulated-cushion/simulated-cushion.ts')
    const simulated = await makeSimulatedCushion(values, setting)
    simulators.push(simulated)
    cushions.push(simulated.cushion)
  }

  const embedded = makeBroker(values, log)
  const store = makeStore(values, folder, log)
  const outbox = makeOutbox(values, folder, log)
  const gatewayMqtt = makeGatewayMqtt(values, log, embedded)
  const recorderMqtt = makeMqtt(values, log, { embedded, role: 'recorder' })
  const dashboardMqtt = makeDashboardMqtt(values, log, embedded)
  const consoles: Part[] = []
  for (const simulated of simulators) {
    const { makeConsole } = await import('../tools/simulated-cushion/simulator-console.ts')
    consoles.push(makeConsole(values, simulated, { mqtt: gatewayMqtt, log }))
  }
  const diary = makeDiaries(values.data, folder, log)
  const net = new LastNet(log)
  const dashboard = makeDashboard(values, log, { mqtt: dashboardMqtt, store, diary, net })
  const gateway = makeGateway(values, log, { outbox, mqtt: gatewayMqtt, cushions })
  const recorder = makeRecorder(values, log, { mqtt: recorderMqtt, store, folder })
  const past: Part[] = values.past ? simulators.map((simulated) => pastOf(simulated)) : []

  let url = ''
  const tell: Part = {
    start() {
      const what =
        simulators.length > 0
          ? 'a simulated cushion'
          : settings.map((each) => describePort(each.port)).join(', ')
      log.info({}, `Sitbone shows ${what} at ${url}  (Ctrl-C stops it)`)
    },
    stop() {},
  }
  return runUntilSignal(
    [
      ...(embedded === null ? [] : [embedded]),
      patiently(store, log),
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

  /** A store without this simulated cushion is filled; a filling that was interrupted is taken up again. */
  function pastOf({ cushion }: SimulatedCushion): Part {
    let filling: PastFilling | null = null
    return {
      async start() {
        outbox.start()
        if (outbox.read(cushion.id, pastKey) !== null) return
        const known = await store.cushions().catch(() => null)
        // A store that is away now is filled at a later start.
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
        fillDiary(diary.of(true), cushion.id, said)
        const snapshot = await filling.today
        if (snapshot !== null) new CushionState(outbox, cushion.id).adopt(snapshot)
      },
      stop: () => filling?.stop(),
    }
  }
}

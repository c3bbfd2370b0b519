/** Everything that people write: settings, layouts, calibrations, scenarios, store URLs, firmware, recordings. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { fsr8, grid4x4 } from '../../../firmware-protocol/layout.ts'
import { openRecording } from '../../../recordings/open-recording.ts'
import { loadCalibration, loadLayout } from '../../../settings/cushion-files.ts'
import { resolveSettings } from '../../../settings/settings.ts'
import { parseIntelHex } from '../../../simulator/avr/intel-hex.ts'
import { committedFirmware, parseScenario, scenarioNames } from '../../../simulator/index.ts'
import { parseStoreUrl } from '../../../store/open-store.ts'
import { alteredBytes, junkBytes, junkPayload, junkValue } from '../junk.ts'
import { fuzzed, holds, type Target } from '../target.ts'

/** It works, or is refused by an error of that name with a sentence. */
async function worksOrRefuses(names: readonly string[], run: () => unknown): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (!(error instanceof Error && names.includes(error.name))) throw error
    holds(error.message.length > 10 && error.message.length < 20_000, `refused with "${error.message}"`)
  }
}

function inFolder(name: string, open: (file: string) => ReturnType<typeof fuzzed>): Target {
  return {
    name,
    open: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'sitbone-fuzz-'))
      const opened = open(join(folder, 'file'))
      return {
        run: opened.run,
        close: async () => rmSync(folder, { recursive: true, force: true }),
      }
    },
  }
}

const settingsText = `
zone: Europe/Berlin
port: auto
listen: 127.0.0.1:8081
day-start: 4
store: influx://sitbone@127.0.0.1:8086/sitbone
broker: mqtt://127.0.0.1:1883
past: false
cushions:
  - { id: desk-1, port: /dev/ttyUSB0, calibration: desk-1.json }
  - { id: desk-2, port: 'tcp://192.0.2.7:7700' }
`
const yamlTricks = fc.constantFrom(
  'a: &a [1]\nb: *a\n',
  'a: &a [*a]\n',
  '? {x: 1}\n: 2\n',
  '!!binary aaa\n',
  '%YAML 9.9\n---\n',
  '--- 1\n--- 2\n',
  'port: !!js/function x\n',
  'port: {a: 1}\n',
  '<<: {port: auto}\n',
  '- 1\n',
  'null\n',
  [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    ...'bcdefgh'
      .split('')
      .map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[at]}`).join()}]`),
  ].join('\n'),
  '"',
  `a: ${'['.repeat(2000)}`,
  'x: &x {a: 1}\ny: [*x,*x,*x]\n',
)
const settingsFile: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 4, arbitrary: alteredBytes([settingsText]) },
  { weight: 1, arbitrary: junkBytes },
  { weight: 1, arbitrary: yamlTricks.map((text) => Buffer.from(text)) },
  {
    weight: 1,
    arbitrary: junkValue.map((value) =>
      Buffer.from(`cushions: ${JSON.stringify(value)}\nport: ${JSON.stringify(value)}`),
    ),
  },
)

export const settings = inFolder('settings', (file) =>
  fuzzed(
    fc.tuple(
      settingsFile,
      fc.dictionary(fc.constantFrom('port', 'zone', 'seed', 'listen', 'past', 'bits'), junkValue),
    ),
    ([text, flags]) => {
      writeFileSync(file, text)
      return worksOrRefuses(['SettingsError'], () =>
        resolveSettings({ flags, environment: {}, config: file }),
      )
    },
  ),
)

const calibration = {
  v: 1,
  madeAt: '2026-01-01T00:00:00.000Z',
  surface: 'office foam',
  cells: fsr8.cells.map(() => ({ rMOhm: 10_000, k: 1.2e-4, n: 0.95, creepPerDecade: 0.05, zeroAdc: 3 })),
}
export const cushionFiles = inFolder('cushion-files', (file) =>
  fuzzed(fc.oneof(junkPayload([fsr8, grid4x4]), junkPayload([calibration])), async (text) => {
    writeFileSync(file, text)
    await worksOrRefuses(['SettingsError'], () => loadLayout(file))
    await worksOrRefuses(['SettingsError'], () => loadCalibration(file, fsr8))
  }),
)

const scenarioTexts = scenarioNames.map((name) =>
  readFileSync(new URL(`../../../simulator/body/scenarios/${name}.yaml`, import.meta.url)),
)
export const scenarios: Target = {
  name: 'scenarios',
  open: async () =>
    fuzzed(
      fc.oneof(
        alteredBytes(scenarioTexts),
        junkBytes,
        yamlTricks.map((text) => Buffer.from(text)),
      ),
      (text) => worksOrRefuses(['ScenarioError'], () => parseScenario(text.toString(), 'fuzz')),
    ),
}

const urls = [
  'sqlite',
  'influx://sitbone:secret@127.0.0.1:8086/sitbone',
  'influxs://u@[::1]:8086/db',
  'influx://h/d?x#y',
  'postgres://sitbone:secret@db-a,[::1]:5433/sitbone?sslmode=verify-full',
]
export const storeUrls: Target = {
  name: 'store-urls',
  open: async () =>
    fuzzed(fc.oneof(alteredBytes(urls).map(String), fc.webUrl(), fc.string()), (text) =>
      worksOrRefuses(['StoreMisconfigured'], () => parseStoreUrl(text, { folder: '/tmp' })),
    ),
}

const firmware = committedFirmware('fsr8')
export const firmwareFiles: Target = {
  name: 'firmware-files',
  open: async () =>
    fuzzed(fc.oneof(alteredBytes([firmware, firmware.slice(0, 400)]), junkBytes), (text) =>
      worksOrRefuses(['HexError'], () => parseIntelHex(text.toString('latin1'))),
    ),
}

const recordings = [
  '{"atMs":1000,"line":"$H,proto=1,ch=2,bits=10*0F9C"}\n{"atMs":1100,"line":"$F,1,200,3,4*0000"}\n',
  'at,boot,seq,c0,c1\n2026-03-02T09:00:00.000Z,1,1,100,200\n2026-03-02T09:00:00.100Z,1,2,101,201\n',
  'time;c0;c1\n0,1;5;6\n0,2;7;8\n',
]
export const recordingFiles = inFolder('recordings', (file) =>
  fuzzed(
    fc.tuple(fc.oneof(alteredBytes(recordings), junkBytes), fc.constantFrom(null, 'time=0,c0=1,c1=2')),
    async ([text, columns]) => {
      writeFileSync(file, text)
      await worksOrRefuses(['RecordingError', 'SettingsError'], async () => {
        const recording = await openRecording({ file, cells: 2, columns, bits: 10, zone: 'Europe/Berlin' })
        for await (const entries of recording.batches()) holds(entries.length < 10_000, 'too many entries')
      })
    },
  ),
)

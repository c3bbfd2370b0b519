/**
 * The order of the test files: those that take longest begin first, so that at the end no worker is left alone with one of
 * them. vitest knows how long a file took only where it has run before, which is not so on a fresh clone.
 */
import { basename } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** In the order of their seconds, from 90 to 20. Anything else follows in vitest's own order. */
const longest = [
  'calibration',
  'layout',
  'physio',
  'data-folder',
  'image-and-deb',
  'chaos-short',
  'conformance-firmware',
  'fault-box',
  'attacks',
  'export-from-every-store',
  'people',
  'command-line',
  'demo',
  'two-gateways',
  'postgres-faults',
  'postgres-store',
  'unset-clock',
  'late-data',
  'package',
  'firmware-whole-way',
  'whole-way',
  'brokers',
  'simulator-console',
  'kept-calibration',
  'alert-and-break',
  'backup',
].map((name) => `${name}.test.ts`)

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files)
    const place = ({ moduleId }: TestSpecification) => {
      const at = longest.indexOf(basename(moduleId))
      return at < 0 ? longest.length : at
    }
    return others.toSorted((a, b) => place(a) - place(b))
  }
}

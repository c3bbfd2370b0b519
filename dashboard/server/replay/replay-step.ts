/** One step of a replay with the figures of the whole seat, from the means of its cells. Pure. */
import type { ReplayStep } from '../../../contract/replay.ts'
import type { Geometry } from '../../../core/pressure/geometry.ts'
import { centreOfPressureCm, contactAreaCm2, sidePpiKpa } from '../../../core/pressure/metrics.ts'
import { meanKpa } from '../../../store/frame-steps.ts'
import type { FrameStep } from '../../../store/store.ts'

/** `geometry` null: the layout is not known. A step of another layout has no figures of the whole seat either. */
export function replayStep({ atMs, frames, kpa, counts }: FrameStep, geometry: Geometry | null): ReplayStep {
  const cells = { atMs, frames, kpa, counts }
  if (kpa === null || geometry === null || geometry.cells !== kpa.length)
    return { ...cells, leftKpa: null, rightKpa: null, copCm: null }
  const p = kpa.map((value) => value ?? Number.NaN)
  const pressed = contactAreaCm2(p, geometry) > 0
  const centre = centreOfPressureCm(p, geometry)
  return {
    ...cells,
    leftKpa: known(sidePpiKpa(p, 'left', geometry)),
    rightKpa: known(sidePpiKpa(p, 'right', geometry)),
    copCm: pressed ? { x: meanKpa(centre.x), y: meanKpa(centre.y) } : null,
  }
}

const known = (kpa: number): number | null => (Number.isNaN(kpa) ? null : meanKpa(kpa))

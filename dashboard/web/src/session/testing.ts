/** A state for tests: somebody has sat for half an hour and is near no limit. */
import type { OpenAlert } from '../../../../core/model/schemas/open-alert.ts'
import type { CushionState } from '../../../../core/model/schemas/state.ts'

const side = { ppiKpa: 12, errorKpa: 1, ppiRelative: null, loadKpaMin: 200 }

export const sittingState: CushionState = {
  v: 1,
  at: '2026-03-11T10:00:00.000Z',
  simulated: true,
  occupancy: 'occupied',
  boutS: 1860,
  boutStartedAt: '2026-03-11T09:29:00.000Z',
  lastBreak: null,
  daySeatedS: 9000,
  left: side,
  right: side,
  used: {
    bout: 0.4,
    day: 0.3,
    loadLeft: 0.62,
    loadRight: 0.4,
    pressureLeft: 0.6,
    pressureRight: 0.5,
  },
  level: 'none',
  timeLeftS: 1400,
  timeLeftLimit: 'loadLeft',
  copCm: null,
  sideBalance: null,
  contactAreaCm2: null,
  confidence: 1,
  quietUntil: null,
  alerts: [],
}

export const reachedBout: OpenAlert = {
  id: 'b',
  kind: 'bout',
  side: null,
  level: 'exceeded',
  since: '2026-03-11T09:40:00.000Z',
  exceededAt: '2026-03-11T09:50:00.000Z',
  acknowledged: false,
  snoozedUntil: null,
}

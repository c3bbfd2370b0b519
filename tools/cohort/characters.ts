/** The sitters of the simulated cohort, each with something that a physio should find. */
import type { Character } from './character.ts'

/** Six months. */
export const cohortDays = 182

const start = cohortDays

export const characters: readonly Character[] = [
  {
    // Settled and building up: the easy one.
    ...{ name: 'anna', side: 'right', usualPain: 2, sensitivity: 0.6, answers: 0.95 },
    spells: [
      { daysAgo: start, sits: { boutMin: 19, breakMin: 10 }, pain: 2.6 },
      { daysAgo: 110, sits: { boutMin: 24 }, pain: 2.1 },
      { daysAgo: 40, sits: { boutMin: 28 }, pain: 1.7 },
    ],
    limits: [
      { daysAgo: start, kind: 'prescribed', why: 'A start that is easy to keep.', change: { boutMin: 35 } },
      { daysAgo: 96, kind: 'step-up', why: 'Five green mornings.', change: { boutMin: 38.5 } },
      { daysAgo: 54, kind: 'step-up', why: 'Six green mornings.', change: { boutMin: 42.5 } },
      { daysAgo: 19, kind: 'step-up', why: 'Five green mornings.', change: { boutMin: 47 } },
    ],
    ...{ calibratedDaysAgo: 34, reviewInDays: 9 },
  },
  {
    // Irritable, far over the limits, red mornings this week.
    ...{ name: 'ben', side: 'left', usualPain: 3, sensitivity: 2.4, answers: 0.9 },
    spells: [
      { daysAgo: start, sits: { boutMin: 26 }, pain: 3.1 },
      { daysAgo: 60, sits: { boutMin: 22, breakMin: 10 }, pain: 2.8 },
      {
        ...{ daysAgo: 8, sits: { boutMin: 48, breakMin: 5, lateH: 1.5 }, pain: 4.7 },
        says: { kind: 'note', note: 'Release week, hardly got up.' },
      },
    ],
    limits: [
      {
        ...{ daysAgo: start, kind: 'prescribed', why: 'Short bouts until mornings calm down.' },
        change: { stage: 'reactive', boutMin: 30, dayMin: 300 },
      },
    ],
    ...{ calibratedDaysAgo: 20, reviewInDays: 4 },
  },
  {
    // A relapse six weeks ago, stepped back, on the way again.
    ...{ name: 'carla', side: 'both', usualPain: 2, sensitivity: 1.6, answers: 0.9 },
    spells: [
      { daysAgo: start, sits: { boutMin: 24 }, pain: 2.2 },
      { daysAgo: 90, sits: { boutMin: 30 }, pain: 1.8 },
      {
        ...{ daysAgo: 45, sits: { boutMin: 44, lateH: 1 }, pain: 4.4 },
        says: { kind: 'flare-up', note: 'After two days of workshops on hard chairs.' },
      },
      { daysAgo: 31, sits: { boutMin: 20, breakMin: 12 }, pain: 3.4 },
      { daysAgo: 14, sits: { boutMin: 24 }, pain: 2.3 },
    ],
    limits: [
      { daysAgo: start, kind: 'prescribed', why: 'First limits.', change: { boutMin: 40 } },
      { daysAgo: 82, kind: 'step-up', why: 'Six green mornings.', change: { boutMin: 44 } },
      { daysAgo: 38, kind: 'step-back', why: 'Red mornings.', change: { boutMin: 35, stage: 'reactive' } },
    ],
    ...{ calibratedDaysAgo: 62, reviewInDays: 2 },
  },
  {
    // Bad data: hours are lost, a wire is broken, few mornings.
    ...{ name: 'david', side: 'right', usualPain: 2, sensitivity: 1, answers: 0.3 },
    spells: [
      { daysAgo: start, sits: { boutMin: 25, lostHours: 0.15 }, pain: 2.2 },
      { daysAgo: 70, sits: { boutMin: 25, lostHours: 0.5 }, pain: 2.2 },
      { daysAgo: 12, sits: { boutMin: 25, lostHours: 0.35, openCell: 0 }, pain: 2.3 },
    ],
    limits: [{ daysAgo: start, kind: 'prescribed', why: 'First limits.', change: {} }],
    ...{ calibratedDaysAgo: 75, reviewInDays: 12 },
  },
  {
    // Changed cushions two months ago, and sat on a hard chair for two weeks.
    ...{ name: 'elena', side: 'left', usualPain: 2, sensitivity: 1.2, answers: 0.85 },
    spells: [
      { daysAgo: start, sits: { boutMin: 27 }, pain: 2.1 },
      {
        ...{ daysAgo: 20, sits: { boutMin: 27, surface: 'wood' }, pain: 3.1 },
        says: { kind: 'chair', note: 'Wooden chair while the office is rebuilt.' },
      },
      {
        ...{ daysAgo: 7, sits: { boutMin: 27, surface: 'office-foam' }, pain: 2.3 },
        says: { kind: 'chair', note: 'Old chair is back.' },
      },
    ],
    limits: [{ daysAgo: start, kind: 'prescribed', why: 'First limits.', change: { boutMin: 40 } }],
    ...{ calibratedDaysAgo: 56, otherSeatUntil: 56, reviewInDays: 15 },
  },
  {
    // Two holidays; recalibrated between them, so that pressures before do not compare.
    ...{ name: 'felix', side: 'right', usualPain: 1, sensitivity: 1, answers: 0.8 },
    spells: [
      { daysAgo: start, sits: { boutMin: 26 }, pain: 1.3 },
      { daysAgo: 118, sits: null, pain: 0.8, says: { kind: 'note', note: 'Three weeks off.' } },
      { daysAgo: 97, sits: { boutMin: 26 }, pain: 1.2 },
      { daysAgo: 24, sits: null, pain: 0.7, says: { kind: 'note', note: 'A week of holiday.' } },
      { daysAgo: 17, sits: { boutMin: 27 }, pain: 1.2 },
    ],
    limits: [{ daysAgo: start, kind: 'prescribed', why: 'First limits.', change: {} }],
    ...{ calibratedDaysAgo: 16, reviewInDays: 20 },
  },
  {
    // Stopped ten days ago.
    ...{ name: 'greta', side: 'both', usualPain: 2, sensitivity: 1.2, answers: 0.8 },
    spells: [
      { daysAgo: start, sits: { boutMin: 25 }, pain: 2.3 },
      { daysAgo: 30, sits: { boutMin: 31 }, pain: 2.6 },
      { daysAgo: 10, sits: null, pain: 2.6 },
    ],
    limits: [{ daysAgo: start, kind: 'prescribed', why: 'First limits.', change: { boutMin: 40 } }],
    ...{ calibratedDaysAgo: 48, reviewInDays: null },
  },
  {
    // A spike of load in the last week; mornings turn amber.
    ...{ name: 'henry', side: 'left', usualPain: 2, sensitivity: 0.9, answers: 0.95 },
    spells: [
      { daysAgo: start, sits: { boutMin: 18, breakMin: 13 }, pain: 2 },
      { daysAgo: 9, sits: { boutMin: 45, breakMin: 4, lateH: 2.5 }, pain: 2.6 },
    ],
    limits: [{ daysAgo: start, kind: 'prescribed', why: 'First limits.', change: { boutMin: 40 } }],
    ...{ calibratedDaysAgo: 41, reviewInDays: 7 },
  },
  {
    // New symptoms are open: nothing is interpreted.
    ...{ name: 'iris', side: 'right', usualPain: 3, sensitivity: 1.5, answers: 0.9 },
    spells: [
      { daysAgo: start, sits: { boutMin: 24 }, pain: 2.9 },
      { daysAgo: 5, sits: { boutMin: 24 }, pain: 4.2 },
    ],
    limits: [
      {
        ...{ daysAgo: start, kind: 'prescribed', why: 'Short bouts for now.' },
        change: { stage: 'reactive', boutMin: 30 },
      },
    ],
    symptoms: ['numbness'],
    ...{ calibratedDaysAgo: 29, reviewInDays: 6 },
  },
  {
    // Never calibrated: no kPa, only time and balance.
    ...{ name: 'jonas', side: 'left', usualPain: 2, sensitivity: 1.2, answers: 0.75 },
    spells: [{ daysAgo: start, sits: { boutMin: 17, breakMin: 6 }, pain: 2.1 }],
    limits: [{ daysAgo: start, kind: 'prescribed', why: 'First limits.', change: { boutMin: 35 } }],
    ...{ calibratedDaysAgo: null, reviewInDays: 11 },
  },
  {
    // Leans to the left, calibrated long ago, review overdue.
    ...{ name: 'klara', side: 'left', usualPain: 3, sensitivity: 1.4, answers: 0.85 },
    spells: [
      { daysAgo: start, sits: { boutMin: 29, leftShare: 0.6 }, pain: 3.4 },
      { daysAgo: 75, sits: { boutMin: 29, leftShare: 0.58 }, pain: 2.9 },
    ],
    limits: [{ daysAgo: start, kind: 'prescribed', why: 'First limits.', change: { boutMin: 45 } }],
    ...{ calibratedDaysAgo: 120, reviewInDays: -3 },
  },
  {
    // Began nine days ago: too little to judge.
    ...{ name: 'lukas', side: 'right', usualPain: 3, sensitivity: 1.2, answers: 0.9 },
    spells: [
      { daysAgo: start, sits: null, pain: 3 },
      { daysAgo: 9, sits: { boutMin: 26 }, pain: 3 },
    ],
    limits: [
      {
        ...{ daysAgo: 9, kind: 'prescribed', why: 'First week: find the baseline.' },
        change: { stage: 'reactive', boutMin: 30 },
      },
    ],
    ...{ calibratedDaysAgo: 9, reviewInDays: 5 },
  },
]

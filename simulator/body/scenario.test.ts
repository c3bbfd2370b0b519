import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadScenario, parseScenario, ScenarioError, scenarioNames } from './scenario.ts'

test('the built-in scenarios are there, valid, and named as their files', async () => {
  expect(scenarioNames).toEqual(['empty', 'fidgety', 'hard-chair', 'long-sit', 'office-day', 'one-sided'])
  for (const name of scenarioNames) expect((await loadScenario(name)).name).toBe(name)
})

const good = `v: 1
name: mine
title: Mine
surface: wood
sitter:
  massKg: [60, 70]
startsSeated: true
day: { arrive: "08:00", lunch: "12:00", lunchMin: 30, leave: "16:00", varyMin: 5, weekendChance: 0 }
bouts: null
breaks: { medianMin: 5, spread: 0 }
postures: { upright: 1 }
postureMin: 10
perHour: { weightShifts: 0, pressureReliefs: 0, fidgets: 0 }
`

test('a file of one’s own is loaded by its path', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sitbone-scenario-'))
  try {
    await writeFile(join(folder, 'mine.yaml'), good)
    const scenario = await loadScenario(join(folder, 'mine.yaml'))
    expect(scenario).toMatchObject({ name: 'mine', sitter: { massKg: [60, 70], leftShare: [0.48, 0.52] } })
    expect(scenario.day.arrive).toBe(480)
  } finally {
    await rm(folder, { recursive: true })
  }
})

test.each([
  ['an unknown surface', good.replace('wood', 'marble'), /mine\.yaml.*line 4: surface/],
  ['a mass out of range', good.replace('[60, 70]', '400'), /line 6: sitter\.massKg.*130/],
  ['a range the wrong way round', good.replace('[60, 70]', '[70, 60]'), /line 6: sitter\.massKg.*smaller/],
  ['a missing key', good.replace('postureMin: 10\n', ''), /postureMin/],
  ['a key too many', `${good}colour: red\n`, /colour/],
  ['an unknown posture', good.replace('upright: 1', 'handstand: 1'), /line 11: postures/],
  ['no posture with a weight', good.replace('upright: 1', 'upright: 0'), /line 11: postures.*weight/],
  ['a time without quotes', good.replace('"08:00"', '8'), /line 8: day\.arrive.*time of day/],
  ['lunch before arriving', good.replace('12:00', '07:00'), /line 8: day.*follow/],
  ['broken YAML', 'v: [1', /not valid YAML/],
  ['an empty file', '', /line 1/],
])('%s is refused with file and place', (_name, text, message) => {
  expect(() => parseScenario(text, 'mine.yaml')).toThrow(ScenarioError)
  expect(() => parseScenario(text, 'mine.yaml')).toThrow(message)
})

test('a name that is neither built in nor a file names the choices', async () => {
  await expect(loadScenario('office-nite')).rejects.toThrow(/office-nite.*office-day/)
})

test('refuses aliases that would unfold without end', () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    ...[...'bcdefgh'].map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[at]}`).join()}]`),
  ].join('\n')
  expect(() => parseScenario(bomb, 'test')).toThrow(ScenarioError)
})

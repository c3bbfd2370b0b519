/** docs/topics.md lists every topic, and every example fits the contract. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { gatewayProblemKinds, gatewayProblemsSchema } from '../../contract/gateway-problems.ts'
import { infoSchema } from '../../contract/info.ts'
import { recordedSchema, recordSchema } from '../../contract/record.ts'
import { simulatorLinesSchema, simulatorTruthSchema } from '../../contract/simulator-console.ts'
import { simulatorControlSchema } from '../../contract/simulator-control.ts'
import { availability, cushionTopics, topics } from '../../contract/topics.ts'
import { alertKinds } from '../../core/model/alerts.ts'
import { commandErrorCodes, commandResultSchema } from '../../core/model/schemas/command-result.ts'
import { commandSchemas, verbs } from '../../core/model/schemas/commands.ts'
import { eventKinds, eventSchema } from '../../core/model/schemas/events.ts'
import { liveSchema } from '../../core/model/schemas/live.ts'
import { stateSchema } from '../../core/model/schemas/state.ts'
import { toleranceSchema } from '../../core/model/schemas/tolerance.ts'
import { readBatch } from '../../recorder/read-batch.ts'

const text = readFileSync(join(import.meta.dirname, '../../docs/topics.md'), 'utf8')
const topic = topics('sitbone')

/** Heading -> the blocks of code below it. */
const examples = new Map<string, readonly string[]>(
  text.split(/^##+ /m).map((section) => {
    const heading = /^`([^`]+)`/.exec(section)?.[1] ?? ''
    return [
      heading,
      [...section.matchAll(/```(?:json|text)\n([\s\S]*?)\n```/g)].map((match) => match[1] ?? ''),
    ]
  }),
)

const schemas: Readonly<Record<string, z.ZodType>> = {
  [topic.gatewayProblems('<gatewayId>')]: gatewayProblemsSchema,
  [topic.cushion('<id>', 'info')]: infoSchema,
  [topic.cushion('<id>', 'state')]: stateSchema,
  [topic.cushion('<id>', 'live')]: liveSchema,
  [topic.cushion('<id>', 'event')]: eventSchema,
  [topic.cushion('<id>', 'record')]: recordSchema,
  [topic.cushion('<id>', 'recorded')]: recordedSchema,
  [topic.cushion('<id>', 'tolerance')]: toleranceSchema,
  ...Object.fromEntries(verbs.map((verb) => [`cmd/${verb}`, commandSchemas[verb]])),
  'sitbone/cushion/<id>/cmd/<verb>/result': commandResultSchema,
  [topic.simulator('<id>')]: simulatorControlSchema,
  [topic.simulatorLines('<id>')]: simulatorLinesSchema,
  [topic.simulatorTruth('<id>')]: simulatorTruthSchema,
}

describe('docs/topics.md', () => {
  it.each(Object.entries(schemas))('%s has examples that fit and leave nothing out', (heading, schema) => {
    const found = examples.get(heading) ?? []
    expect(found.length).toBeGreaterThan(0)
    for (const example of found) {
      const payload: unknown = JSON.parse(example)
      // Parsing drops unknown fields and fills defaults, so an equal result means neither happened.
      expect(schema.parse(payload)).toEqual(payload)
    }
  })

  it('names every topic of the contract', () => {
    const named = [
      topic.gatewayAvailability('<gatewayId>'),
      ...cushionTopics.map((one) => topic.cushion('<id>', one)),
    ]
    for (const one of named) expect([...examples.keys()]).toContain(one)
    for (const one of [topic.gatewayAvailability('<gatewayId>'), topic.cushion('<id>', 'availability')]) {
      expect(examples.get(one)).toHaveLength(1)
      expect(availability.parse(examples.get(one)?.[0])).toBe('online')
    }
  })

  it('has a record that the recorder takes', () => {
    const [example = ''] = examples.get(topic.cushion('<id>', 'record')) ?? []
    expect(readBatch(Buffer.from(example), 'desk-1')).toMatchObject({ ok: true })
  })

  it('is the only place: the README of the code links to it and has no topics of its own', () => {
    const readme = readFileSync(join(import.meta.dirname, '../../mqtt/README.md'), 'utf8')
    expect(readme).toContain('(../docs/topics.md)')
    expect(readme).not.toMatch(/cushion\/<id>|"v":1/)
  })

  it('names every kind of event and alert and every error code', () => {
    for (const word of [...eventKinds, ...alertKinds, ...commandErrorCodes, ...gatewayProblemKinds])
      expect(text).toContain(`\`${word}\``)
  })
})

/** The examples in README.md are what the schemas take. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { recordedSchema, recordSchema } from '../contract/record.ts'
import { commandResultSchema } from '../core/model/schemas/command-result.ts'
import { commandSchemas, verbs } from '../core/model/schemas/commands.ts'
import { eventSchema } from '../core/model/schemas/events.ts'
import { liveSchema } from '../core/model/schemas/live.ts'
import { toleranceSchema } from '../core/model/schemas/tolerance.ts'
import { readBatch } from '../recorder/read-batch.ts'

const text = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
const schemas = {
  live: liveSchema,
  event: eventSchema,
  record: recordSchema,
  recorded: recordedSchema,
  tolerance: toleranceSchema,
} as const

test.each(Object.entries(schemas))('%s', (topic, schema) => {
  const [, example = ''] =
    new RegExp(`^\`cushion/desk-1/${topic}\`[^]*?\`\`\`json\n(.*)\n`, 'm').exec(text) ?? []
  expect(schema.parse(JSON.parse(example))).toEqual(JSON.parse(example))
  if (topic === 'record') expect(readBatch(Buffer.from(example), 'desk-1').ok).toBe(true)
})

test.each(verbs)('command %s', (verb) => {
  const [, example = ''] = new RegExp(`^\\| \`${verb}\` \\| \`(.*?)\``, 'm').exec(text) ?? []
  expect(commandSchemas[verb].parse(JSON.parse(example))).toEqual(JSON.parse(example))
})

test('answers', () => {
  const answers = text.split('\n').filter((line) => line.includes('"ok":'))
  expect(answers).toHaveLength(2)
  for (const one of answers) commandResultSchema.parse(JSON.parse(one))
})

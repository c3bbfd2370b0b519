/** The API's description, made from the very schemas that check it: `GET /api/v1/openapi.json`. */
import { z } from 'zod'
import { cushionsAnswer } from '../../../contract/cushions.ts'
import { boutsAnswer, daysAnswer, eventsAnswer, framesAnswer, minutesAnswer } from '../../../contract/days.ts'
import {
  commandBody,
  commandParams,
  cushionParams,
  daysQuery,
  rangeQuery,
  simulatorBody,
} from '../../../contract/http.ts'
import { problemSchema } from '../../../contract/problem.ts'
import { replayAnswer, replayQuery } from '../../../contract/replay.ts'
import { reportSchema } from '../../../contract/report.ts'
import { reviewAnswer, reviewQuery } from '../../../contract/review.ts'
import { sittersAnswer } from '../../../contract/sitters.ts'
import { commandResultSchema } from '../../../core/model/schemas/command-result.ts'
import { stateSchema } from '../../../core/model/schemas/state.ts'
import { toleranceSchema } from '../../../core/model/schemas/tolerance.ts'
import { diaryAnswers, diaryPaths } from '../diary/openapi.ts'

const answers = {
  Problem: problemSchema,
  Cushions: cushionsAnswer,
  State: stateSchema,
  Minutes: minutesAnswer,
  Bouts: boutsAnswer,
  Events: eventsAnswer,
  Frames: framesAnswer,
  Replay: replayAnswer,
  Days: daysAnswer,
  Report: reportSchema,
  Review: reviewAnswer,
  Sitters: sittersAnswer,
  Tolerance: toleranceSchema,
  CommandResult: commandResultSchema,
  ...diaryAnswers,
} as const
type AnswerName = keyof typeof answers

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}
const ref = (name: AnswerName) => ({ $ref: `#/components/schemas/${name}` })
const json = (name: AnswerName) => ({ 'application/json': { schema: ref(name) } })
const problems = {
  description: 'A problem',
  content: { 'application/problem+json': { schema: ref('Problem') } },
}

/** Path or query parameters from an object schema. */
function parameters(schema: z.ZodObject, where: 'path' | 'query') {
  return Object.entries(schema.shape).map(([name, field]) => {
    const { description, ...rest } = jsonSchema(z.object({ field }).shape.field, 'input')
    return {
      name,
      in: where,
      required: where === 'path' || !field.safeParse(undefined).success,
      ...(typeof description === 'string' ? { description } : {}),
      schema: rest,
    }
  })
}

const read = (
  name: AnswerName,
  summary: string,
  query?: z.ZodObject,
  { csv }: { readonly csv: boolean } = { csv: query !== undefined },
) => ({
  get: {
    summary,
    parameters: [...parameters(cushionParams, 'path'), ...(query ? parameters(query, 'query') : [])],
    responses: {
      200: {
        description: summary,
        content: { ...json(name), ...(csv ? { 'text/csv': { schema: { type: 'string' } } } : {}) },
      },
      default: problems,
    },
  },
})

export function openApi() {
  const components = Object.fromEntries(
    Object.entries(answers).map(([name, schema]) => [name, jsonSchema(schema, 'output')]),
  )
  const cushions = 'Cushions heard of or stored'
  const sitters = 'For a physio with an account: who shares their data, those first who need a look'
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sitbone',
      version: '1',
      description: 'Times are ISO 8601 UTC with milliseconds, or epoch milliseconds where a name ends in Ms.',
    },
    // Relative to this description: a proxy may publish it in a folder.
    servers: [{ url: '../..' }],
    paths: {
      '/api/v1/cushions': {
        get: {
          summary: cushions,
          responses: { 200: { description: cushions, content: json('Cushions') }, default: problems },
        },
      },
      '/api/v1/sitters': {
        get: {
          summary: sitters,
          responses: { 200: { description: sitters, content: json('Sitters') }, default: problems },
        },
      },
      '/api/v1/cushions/{id}': {
        delete: {
          summary: 'Forgets a cushion that is offline: empties its retained topics; recorded data stays',
          parameters: parameters(cushionParams, 'path'),
          responses: { 204: { description: 'Forgotten' }, default: problems },
        },
      },
      '/api/v1/cushions/{id}/state': read('State', 'The latest state'),
      '/api/v1/cushions/{id}/minutes': read('Minutes', 'Minute summaries', rangeQuery),
      '/api/v1/cushions/{id}/bouts': read('Bouts', 'Sedentary bouts', rangeQuery),
      '/api/v1/cushions/{id}/events': read('Events', 'Events', rangeQuery),
      '/api/v1/cushions/{id}/frames': read('Frames', 'Every stored frame', rangeQuery),
      '/api/v1/cushions/{id}/replay': read(
        'Replay',
        'A window of the stored frames, as means per step of time',
        replayQuery,
        { csv: false },
      ),
      '/api/v1/cushions/{id}/days': read('Days', 'A summary of each day with data', daysQuery),
      '/api/v1/cushions/{id}/report': read('Report', 'Days, totals, rates and patterns', daysQuery),
      '/api/v1/cushions/{id}/review': read(
        'Review',
        'A review for a physio: quality of the data, summary, figures, mornings, pattern',
        reviewQuery,
        { csv: false },
      ),
      ...diaryPaths({ json, parameters, jsonSchema, problems }),
      '/api/v1/cushions/{id}/tolerance': {
        put: {
          summary: 'Puts limits in force',
          parameters: parameters(cushionParams, 'path'),
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(toleranceSchema, 'input') } },
          },
          responses: {
            200: { description: 'The limits in force', content: json('Tolerance') },
            default: problems,
          },
        },
      },
      '/api/v1/cushions/{id}/commands/{verb}': {
        post: {
          summary: 'Sends a command and waits up to 5 s for the answer',
          parameters: parameters(commandParams, 'path'),
          requestBody: {
            content: { 'application/json': { schema: jsonSchema(commandBody, 'input') } },
          },
          responses: { 200: { description: 'Done', content: json('CommandResult') }, default: problems },
        },
      },
      '/api/v1/simulator/{id}': {
        post: {
          summary:
            'Tells a simulated cushion what to do: sit, posture, weights on cells, faults, cable, scenario, speed; records its wire',
          parameters: parameters(cushionParams, 'path'),
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(simulatorBody, 'input') } },
          },
          responses: { 202: { description: 'Sent' }, default: problems },
        },
      },
      '/api/v1/simulator/{id}/recording': {
        get: {
          summary: 'The last recording of the wire, JSON lines {"atMs","line"} that replay: plays back',
          parameters: parameters(cushionParams, 'path'),
          responses: {
            200: {
              description: 'The recording so far',
              content: { 'application/jsonl': { schema: { type: 'string' } } },
            },
            default: problems,
          },
        },
      },
    },
    components: { schemas: components },
  }
}

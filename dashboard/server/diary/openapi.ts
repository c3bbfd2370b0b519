/** The diary's paths of the API's description; openapi.ts gives the tools and puts them beside the others. */
import type { z } from 'zod'
import {
  commentParams,
  commentsAnswer,
  commentsRead,
  newComment,
  unreadCommentsAnswer,
} from '../../../contract/diary/comments.ts'
import * as schemas from '../../../contract/diary/diary.ts'
import { prescriptionBody, prescriptionsAnswer } from '../../../contract/diary/prescriptions.ts'
import {
  entriesAnswer,
  entryAnswer,
  entryParams,
  newEntry,
  setupAnswer,
  setupBody,
} from '../../../contract/diary/setup.ts'
import { visaHAnswer, visaHBody, visaHParams } from '../../../contract/diary/visa-h.ts'
import { cushionParams, rangeQuery } from '../../../contract/http.ts'

export const diaryAnswers = {
  CheckIn: schemas.checkInAnswer,
  CheckIns: schemas.checkInsAnswer,
  Progress: schemas.progressAnswer,
  LoadSpike: schemas.loadSpikeAnswer,
  RedFlags: schemas.redFlagsAnswer,
  Entry: entryAnswer,
  Entries: entriesAnswer,
  Setup: setupAnswer,
  Prescriptions: prescriptionsAnswer,
  Comments: commentsAnswer,
  UnreadComments: unreadCommentsAnswer,
  VisaH: visaHAnswer,
} as const
type AnswerName = keyof typeof diaryAnswers

export interface DescriptionTools {
  readonly json: (name: AnswerName) => object
  readonly parameters: (schema: z.ZodObject, where: 'path' | 'query') => readonly object[]
  readonly jsonSchema: (schema: z.ZodType, io: 'input' | 'output') => object
  readonly problems: object
}

export function diaryPaths({ json, parameters, jsonSchema, problems }: DescriptionTools) {
  const operation = (
    summary: string,
    given: { answer?: AnswerName; body?: z.ZodType; params?: z.ZodObject; query?: z.ZodObject; csv?: true },
  ) => ({
    summary,
    parameters: [
      ...parameters(given.params ?? cushionParams, 'path'),
      ...(given.query ? parameters(given.query, 'query') : []),
    ],
    ...(given.body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(given.body, 'input') } },
          },
        }
      : {}),
    responses: {
      [given.answer ? 200 : 204]: {
        description: summary,
        ...(given.answer
          ? {
              content: {
                ...json(given.answer),
                ...(given.csv ? { 'text/csv': { schema: { type: 'string' } } } : {}),
              },
            }
          : {}),
      },
      default: problems,
    },
  })
  const { newCheckIn, checkInParams, decisionBody, undoBody, baselineBody, redFlagBody } = schemas
  return {
    '/api/v1/cushions/{id}/checkins': {
      get: operation('Check-ins', { answer: 'CheckIns', query: rangeQuery, csv: true }),
      post: operation('Adds a check-in, or replaces the one with the same id (200; a new one: 201)', {
        answer: 'CheckIn',
        body: newCheckIn,
      }),
    },
    '/api/v1/cushions/{id}/checkins/{checkIn}': {
      delete: operation('Deletes a check-in; to undo, POST it again with its id', { params: checkInParams }),
    },
    '/api/v1/cushions/{id}/entries': {
      get: operation('Other loads, flare-ups, changes of the seat, notes', {
        answer: 'Entries',
        query: rangeQuery,
      }),
      post: operation('Adds an entry, or replaces the one with the same id (200; a new one: 201)', {
        answer: 'Entry',
        body: newEntry,
      }),
    },
    '/api/v1/cushions/{id}/entries/{entry}': {
      delete: operation('Deletes an entry; to undo, POST it again with its id', { params: entryParams }),
    },
    '/api/v1/cushions/{id}/setup': {
      get: operation('How far the first setup has come', { answer: 'Setup' }),
      put: operation('Adds answers to the first setup', { answer: 'Setup', body: setupBody }),
    },
    '/api/v1/cushions/{id}/progress': {
      get: operation(
        'The present suggestion about the limits with its reasons, and what was decided before',
        {
          answer: 'Progress',
        },
      ),
      post: operation('Accepts or declines the present suggestion; accepting puts its limits in force', {
        answer: 'Progress',
        body: decisionBody,
      }),
    },
    '/api/v1/cushions/{id}/progress/undo': {
      post: operation('Undoes a step that was accepted less than a day ago', {
        answer: 'Progress',
        body: undoBody,
      }),
    },
    '/api/v1/cushions/{id}/progress/baseline': {
      put: operation('Sets what is usual for the sitter', { answer: 'Progress', body: baselineBody }),
    },
    '/api/v1/cushions/{id}/comments': {
      get: operation('Comments of sitter and physio', { answer: 'Comments', query: rangeQuery, csv: true }),
      post: operation('Begins a thread about a moment, or answers in one (201)', { body: newComment }),
    },
    '/api/v1/cushions/{id}/comments/unread': {
      get: operation('Comments of others that whoever asks has not read', { answer: 'UnreadComments' }),
    },
    '/api/v1/cushions/{id}/comments/read': {
      post: operation('Marks comments as read by whoever asks', { body: commentsRead }),
    },
    '/api/v1/cushions/{id}/comments/{comment}': {
      delete: operation('Deletes a comment of one’s own that nobody has answered', { params: commentParams }),
    },
    '/api/v1/cushions/{id}/visa-h': {
      get: operation('Totals of the VISA-H questionnaire', { answer: 'VisaH', csv: true }),
    },
    '/api/v1/cushions/{id}/visa-h/{day}': {
      put: operation('Enters the total of a day, or replaces it', {
        answer: 'VisaH',
        body: visaHBody,
        params: visaHParams,
      }),
      delete: operation('Deletes the total of a day', { params: visaHParams }),
    },
    '/api/v1/cushions/{id}/prescriptions': {
      get: operation('Limits prescribed by a physio, what is locked, and the next review', {
        answer: 'Prescriptions',
      }),
      post: operation('Prescribes limits and puts them in force (409: changed by somebody else meanwhile)', {
        answer: 'Prescriptions',
        body: prescriptionBody,
      }),
    },
    '/api/v1/cushions/{id}/load-spike': {
      get: operation('Today beside the 28-day average', { answer: 'LoadSpike' }),
    },
    '/api/v1/cushions/{id}/red-flags': {
      get: operation('Signs that a clinician should see, and the answers so far', { answer: 'RedFlags' }),
      post: operation('Answers the question about new signs; any sign stops suggestions', {
        answer: 'RedFlags',
        body: redFlagBody,
      }),
      delete: operation('A person clears the signs; suggestions go on', { answer: 'RedFlags' }),
    },
  }
}

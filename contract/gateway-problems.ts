/** The retained topic `gateway/<gatewayId>/problems`: what keeps a gateway from publishing, in words for people. */
import { z } from 'zod'
import { iso, v1 } from '../core/model/schemas/primitives.ts'
import { cushionId } from './topics.ts'

export const gatewayProblemKinds = ['name-taken', 'publish-refused', 'not-recorded'] as const

const gatewayProblem = z.object({
  kind: z.enum(gatewayProblemKinds),
  /** Null: of the whole gateway. */
  cushion: cushionId.nullable(),
  /** The topic that the broker does not take; null for the other kinds. */
  topic: z.string().nullable(),
  message: z.string(),
})
export type GatewayProblem = z.infer<typeof gatewayProblem>

export const gatewayProblemsSchema = z.object({
  v: v1,
  at: iso,
  gateway: cushionId,
  problems: z.array(gatewayProblem),
})
export type GatewayProblems = z.infer<typeof gatewayProblemsSchema>

/** `POST /api/v1/backups`: a copy of everything in the data folder, made on the server's own disk. */
import { z } from 'zod'
import { iso } from '../core/model/schemas/primitives.ts'
import type { Answer } from './answer.ts'

const backupAnswer = z.object({
  /** On the server. */
  folder: z.string(),
  files: z.number().int(),
  bytes: z.number().int(),
  madeAt: iso,
  /** What is not in it, because it is kept in InfluxDB or PostgreSQL. */
  elsewhere: z.array(z.enum(['readings', 'accounts', 'diary'])),
})
export type BackupAnswer = Answer<typeof backupAnswer>

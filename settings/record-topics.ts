/** `--record-topics`: `by-cushion` or a list of topics, what several recorders take together. */
import { z } from 'zod'

export const recordTopics = z
  .union([z.string(), z.array(z.string()).min(1)])
  .nullable()
  .default(null)
  .transform((given): readonly string[] | null =>
    typeof given === 'string' ? given.split(',').map((entry) => entry.trim()) : given,
  )

/** The type of an answer follows from the schema that describes it: one truth for server, description and page. */
import type { z } from 'zod'

type ReadOnly<T> = T extends object ? { readonly [K in keyof T]: ReadOnly<T[K]> } : T

/** What a schema describes; whoever gets it only reads it. */
export type Answer<S extends z.ZodType> = ReadOnly<z.infer<S>>

/** Derives the type of an answer from the schema that describes it, so server, description and page agree. */
import type { z } from 'zod'

type ReadOnly<T> = T extends object ? { readonly [K in keyof T]: ReadOnly<T[K]> } : T

/** The schema's type, read-only throughout. */
export type Answer<S extends z.ZodType> = ReadOnly<z.infer<S>>

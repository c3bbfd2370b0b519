/** Secrets that are shown once: random, and kept only as their hash. */
import { createHash, randomBytes } from 'node:crypto'

/** 256 bits, so that a plain hash cannot be guessed backwards. */
export const freshSecret = (prefix: string): string => `${prefix}${randomBytes(32).toString('base64url')}`

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')

export const freshId = (): string => randomBytes(12).toString('base64url')

/**
 * Is this a live reading? The same shape as `liveSchema`, checked by hand: live readings are the one topic whose rate
 * counts (hundreds a second over a fleet). live-hub.test.ts holds it against the schema.
 */

import type { Live } from '../../../core/model/schemas/live.ts'
import { occupancies } from '../../../core/model/schemas/occupancy.ts'

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value)
const isNumberOrNull = (value: unknown): boolean => value === null || isNumber(value)
const isCells = (value: unknown): boolean => Array.isArray(value) && value.every(isNumberOrNull)
const isOccupancy = (value: unknown): boolean => occupancies.some((each) => each === value)

export const isLive = (value: unknown): value is Live =>
  isObject(value) &&
  value.v === 1 &&
  isNumber(value.atMs) &&
  Number.isSafeInteger(value.seq) &&
  isCells(value.kpa) &&
  (value.relative === null || isCells(value.relative)) &&
  isNumberOrNull(value.leftPpiKpa) &&
  isNumberOrNull(value.rightPpiKpa) &&
  isNumberOrNull(value.leftErrorKpa) &&
  isNumberOrNull(value.rightErrorKpa) &&
  isNumberOrNull(value.leftRelative) &&
  isNumberOrNull(value.rightRelative) &&
  isNumberOrNull(value.copX) &&
  isNumberOrNull(value.copY) &&
  isOccupancy(value.occupancy) &&
  (value.counts === undefined || (Array.isArray(value.counts) && value.counts.every(Number.isSafeInteger)))

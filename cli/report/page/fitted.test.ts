import { describe, expect, it } from 'vitest'
import { fitted } from './fitted.ts'

const space = { lines: 3, lettersPerLine: 10, mostLetters: 20 }
const texts = (...all: string[]) => all.map((text, at) => ({ day: `2026-03-0${at + 1}`, text }))

describe('what fits on a sheet', () => {
  it('is everything where there is room', () => {
    expect(fitted(texts('a', 'b', 'c'), space)).toEqual({ shown: texts('a', 'b', 'c'), left: 0 })
  })
  it('is the latest, and the others are counted', () => {
    const { shown, left } = fitted(texts('old', 'of two lines', 'new'), space)
    expect([shown.map(({ text }) => text), left]).toEqual([['of two lines', 'new'], 1])
  })
  it('cuts what is too long', () => {
    expect(fitted(texts('a text of far too many letters'), space).shown[0]?.text).toBe('a text of far too m…')
  })
})

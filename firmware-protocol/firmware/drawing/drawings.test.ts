import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { drawings } from './drawings.ts'

test.each(Object.keys(drawings))('%s is what the code draws', (name) => {
  expect(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')).toBe(drawings[name]?.())
})

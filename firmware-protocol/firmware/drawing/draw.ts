/** Writes the drawings of the guide next to it: `node firmware-protocol/firmware/drawing/draw.ts`. */
import { writeFileSync } from 'node:fs'
import { drawings } from './drawings.ts'

for (const [name, draw] of Object.entries(drawings))
  writeFileSync(new URL(`../${name}`, import.meta.url), draw())

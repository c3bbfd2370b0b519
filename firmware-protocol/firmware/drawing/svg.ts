/** The few shapes that a wiring diagram is made of, as SVG text. Units are pixels; y runs down. */

export type Point = readonly [x: number, y: number]

const ink = '#1f2937'
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

export const svg = (size: Point, title: string, parts: readonly string[]): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size[0]} ${size[1]}" width="${size[0]}" height="${size[1]}" font-family="Helvetica, Arial, sans-serif" font-size="13" role="img" aria-label="${escaped(title)}">
<rect width="100%" height="100%" fill="#ffffff"/>
${parts.join('\n')}
</svg>
`

export const wire = (points: readonly Point[], colour = ink): string =>
  `<polyline points="${points.map((point) => point.join(',')).join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`

export const dot = ([x, y]: Point, colour = ink): string =>
  `<circle cx="${x}" cy="${y}" r="3.5" fill="${colour}"/>`

export const circle = ([x, y]: Point, radius: number, fill: string): string =>
  `<circle cx="${x}" cy="${y}" r="${radius}" fill="${fill}" stroke="${ink}" stroke-width="1.5"/>`

export const box = (
  [x, y]: Point,
  [width, height]: Point,
  options: { fill?: string; round?: number } = {},
): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${options.round ?? 3}" fill="${options.fill ?? '#ffffff'}" stroke="${ink}" stroke-width="1.5"/>`

export const label = (
  [x, y]: Point,
  text: string,
  options: { anchor?: 'start' | 'middle' | 'end'; bold?: boolean; size?: number; fill?: string } = {},
): string =>
  `<text x="${x}" y="${y}" text-anchor="${options.anchor ?? 'start'}"${options.bold ? ' font-weight="bold"' : ''}${options.size ? ` font-size="${options.size}"` : ''} fill="${options.fill ?? ink}">${escaped(text)}</text>`

/** A resistor standing upright, 60 high, its upper end at the point. */
export const resistor = ([x, y]: Point): string =>
  [
    wire([
      [x, y],
      [x, y + 14],
    ]),
    box([x - 8, y + 14], [16, 32]),
    wire([
      [x, y + 46],
      [x, y + 60],
    ]),
  ].join('\n')

/** A force sensor standing upright, 70 high, its upper end at the point: the round pad with its two legs. */
export const sensor = ([x, y]: Point, name: string): string =>
  [
    wire([
      [x, y],
      [x, y + 12],
    ]),
    circle([x, y + 35], 23, '#dbeafe'),
    label([x, y + 39], name, { anchor: 'middle', size: 11 }),
    wire([
      [x, y + 58],
      [x, y + 70],
    ]),
  ].join('\n')

export const ground = ([x, y]: Point): string =>
  [
    wire([
      [x, y],
      [x, y + 8],
    ]),
    wire([
      [x - 12, y + 8],
      [x + 12, y + 8],
    ]),
    wire([
      [x - 7, y + 13],
      [x + 7, y + 13],
    ]),
    wire([
      [x - 3, y + 18],
      [x + 3, y + 18],
    ]),
  ].join('\n')

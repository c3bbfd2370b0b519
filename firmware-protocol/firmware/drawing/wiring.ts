/** Wiring diagrams of both cushions. */
import { motorStage } from './motor.ts'
import { box, dot, ground, label, resistor, sensor, svg, wire } from './svg.ts'

const red = '#dc2626'
const blue = '#2563eb'

const places = ['far left', 'left', 'right', 'far right', 'far left', 'left', 'right', 'far right']

/** Eight dividers: sensor to 5 V, R_M to ground, the midpoint to its input. */
export function fsr8Wiring(): string {
  const parts: string[] = [
    label([30, 26], 'Eight sensors on an Arduino Nano', { bold: true, size: 17 }),
    wire(
      [
        [70, 80],
        [760, 80],
      ],
      red,
    ),
    label([58, 85], '5V', { anchor: 'end', bold: true, fill: red }),
    wire([
      [70, 330],
      [760, 330],
    ]),
    label([58, 335], 'GND', { anchor: 'end', bold: true }),
    ground([415, 330]),
    label([30, 368], 'Each circle is one FSR 402; its number is its place in the F line.', { size: 12 }),
  ]
  for (const [input, place] of places.entries()) {
    const x = 105 + input * 85
    parts.push(
      dot([x, 80], red),
      wire(
        [
          [x, 80],
          [x, 100],
        ],
        red,
      ),
      sensor([x, 100], String(input)),
      wire([
        [x, 170],
        [x, 270],
      ]),
      dot([x, 190], blue),
      wire(
        [
          [x, 190],
          [x + 32, 190],
        ],
        blue,
      ),
      label([x + 34, 195], `A${input}`, { bold: true, fill: blue }),
      resistor([x, 230]),
      wire([
        [x, 290],
        [x, 330],
      ]),
      dot([x, 330]),
      label([x + 12, 266], '4.7 kΩ', { size: 11 }),
      label([x, 66], place, { anchor: 'middle', size: 11 }),
    )
  }
  parts.push(
    label([232, 50], 'under the sit bones', { anchor: 'middle', bold: true }),
    label([572, 50], 'under the thighs', { anchor: 'middle', bold: true }),
    ...nano([90, 400], ['A0', 'A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7']),
    ...motorStage([480, 410]),
  )
  return svg([800, 660], 'Wiring of eight force sensors on an Arduino Nano', parts)
}

/** Sixteen sensors between four rows and four columns; R_M from each column to ground. */
export function gridWiring(): string {
  const parts: string[] = [
    label([30, 34], 'Sixteen sensors in a grid, on an Arduino Nano or Uno', { bold: true, size: 17 }),
  ]
  const columnX = (column: number) => 150 + column * 160
  const rowY = (row: number) => 90 + row * 100
  for (let column = 0; column < 4; column++) {
    const x = columnX(column)
    parts.push(
      wire(
        [
          [x, 70],
          [x, 500],
        ],
        blue,
      ),
      wire(
        [
          [x, 492],
          [x + 40, 492],
        ],
        blue,
      ),
      dot([x, 492], blue),
      label([x + 44, 497], `A${column}`, { bold: true, fill: blue }),
      resistor([x, 500]),
      label([x + 14, 536], '4.7 kΩ', { size: 11 }),
      ground([x, 560]),
      label([x, 60], `column ${column}`, { anchor: 'middle', size: 12 }),
    )
  }
  for (let row = 0; row < 4; row++) {
    const y = rowY(row)
    parts.push(
      // In front of each column the row hops over it: they meet only through the sensor.
      ...[0, 1, 2, 3].map((column) => {
        const from = column === 0 ? 70 : columnX(column - 1) + 8
        return wire(
          [
            [from, y],
            [columnX(column) - 8, y],
          ],
          red,
        )
      }),
      ...[0, 1, 2].map((column) => hop(columnX(column), y)),
      label([60, y + 5], `D${4 + row}`, { anchor: 'end', bold: true, fill: red }),
    )
    for (let column = 0; column < 4; column++) {
      const x = columnX(column)
      parts.push(
        dot([x - 50, y], red),
        wire(
          [
            [x - 50, y],
            [x - 50, y + 20],
          ],
          red,
        ),
        box([x - 66, y + 20], [32, 32], { fill: '#dbeafe', round: 16 }),
        label([x - 50, y + 40], `${row * 4 + column}`, { anchor: 'middle', size: 11 }),
        wire(
          [
            [x - 50, y + 52],
            [x - 50, y + 68],
            [x, y + 68],
          ],
          blue,
        ),
        dot([x, y + 68], blue),
      )
    }
  }
  parts.push(
    ...nano([90, 630], ['A0', 'A1', 'A2', 'A3', 'D4', 'D5', 'D6', 'D7']),
    ...motorStage([480, 640]),
    label(
      [30, 608],
      'Each circle is one FSR 402; its number is its place in the F line. Rows and columns touch nowhere else.',
      {
        size: 12,
      },
    ),
  )
  return svg([800, 890], 'Wiring of sixteen force sensors in a grid', parts)
}

const hop = (x: number, y: number): string =>
  `<path d="M ${x - 8} ${y} A 8 8 0 0 1 ${x + 8} ${y}" fill="none" stroke="${red}" stroke-width="2"/>`

/** The board with its used pins. */
function nano([x, y]: readonly [number, number], inputs: readonly string[]): string[] {
  const parts = [
    box([x, y], [250, 220], { fill: '#ecfeff', round: 8 }),
    label([x + 125, y + 110], 'Arduino', { anchor: 'middle', bold: true, size: 16 }),
    label([x + 125, y + 130], '5 V, 16 MHz', { anchor: 'middle', size: 12 }),
    box([x + 95, y - 12], [60, 26], { fill: '#e5e7eb' }),
    label([x + 125, y + 6], 'USB', { anchor: 'middle', size: 12 }),
  ]
  for (const [index, input] of inputs.entries()) {
    const pinY = y + 28 + index * 24
    parts.push(
      wire(
        [
          [x + 250, pinY],
          [x + 280, pinY],
        ],
        input.startsWith('A') ? blue : red,
      ),
    )
    parts.push(label([x + 244, pinY + 4], input, { anchor: 'end', bold: true }))
  }
  for (const [index, [name, colour]] of (
    [
      ['5V', red],
      ['GND', '#1f2937'],
      ['D9', '#1f2937'],
    ] as const
  ).entries()) {
    const pinY = y + 52 + index * 48
    parts.push(
      wire(
        [
          [x, pinY],
          [x - 30, pinY],
        ],
        colour,
      ),
      label([x + 8, pinY + 4], name, { bold: true }),
    )
  }
  return parts
}

/** Where the sensors lie on the seat, seen from above, from the layouts that Sitbone reads. */
import { fsr8, grid4x4, type LayoutCell } from '../../layout.ts'
import { box, circle, label, svg, wire } from './svg.ts'

/** Pixels per cm. */
const scale = 11
const seatCm = 42
/** Half of an FSR 402's outer width of 18.3 mm. */
const sensorCm = 0.915
/** The sit bones' line lies this far in front of the backrest. */
const backCm = 12

export function placement(): string {
  return svg([1060, 620], 'Where the sensors lie under the cushion', [
    label([530, 605], 'red: under the sit bones, blue: under the thighs; small figures: cm from the middle', {
      anchor: 'middle',
    }),
    ...seat(20, { title: '8 sensors (fsr8)', cells: fsr8.cells }),
    ...seat(550, { title: '16 sensors (grid4x4)', cells: grid4x4.cells }),
  ])
}

function seat(x0: number, { title, cells }: { title: string; cells: readonly LayoutCell[] }): string[] {
  const width = seatCm * scale
  const [left, top] = [x0 + 14, 80]
  const x = (cm: number) => left + width / 2 + cm * scale
  // y runs forward: the knees are at the top of the drawing, the backrest at the bottom.
  const y = (cm: number) => top + width - (backCm + cm) * scale
  const rows = [...new Set(cells.map(({ yCm }) => yCm))]
  return [
    label([left, 40], title, { bold: true, size: 17 }),
    label([left + width / 2, top - 12], 'front edge, knees', { anchor: 'middle', size: 12 }),
    box([left, top], [width, width], { fill: '#f9fafb', round: 30 }),
    box([left + 30, top + width + 6], [width - 60, 22], { fill: '#e5e7eb', round: 8 }),
    label([left + width / 2, top + width + 22], 'backrest', { anchor: 'middle', size: 12 }),
    wire(
      [
        [x(0), top + 8],
        [x(0), top + width - 8],
      ],
      '#d1d5db',
    ),
    label([left + 16, top + 24], "sitter's left", { size: 12 }),
    label([left + width - 16, top + 24], "sitter's right", { anchor: 'end', size: 12 }),
    ...cells.flatMap((cell, index) => [
      circle(
        [x(cell.xCm), y(cell.yCm)],
        sensorCm * scale,
        cell.zone.endsWith('ischium') ? '#fecaca' : '#dbeafe',
      ),
      label([x(cell.xCm), y(cell.yCm) + 5], `${index}`, { anchor: 'middle', bold: true, size: 11 }),
      label([x(cell.xCm), y(cell.yCm) + 20], `${cell.xCm}`, { anchor: 'middle', size: 9 }),
    ]),
    ...rows.map((row) => label([left + width - 12, y(row) + 4], `${row} cm`, { anchor: 'end', size: 11 })),
  ]
}

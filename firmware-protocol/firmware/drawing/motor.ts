/** The vibration motor with its transistor and diode: optional, the same for both cushions. */
import { box, circle, dot, ground, label, type Point, wire } from './svg.ts'

/** Upper left corner at the point; 260 wide, 250 high. */
export function motorStage([x, y]: Point): string[] {
  const [column, base] = [x + 150, y + 170]
  return [
    label([x, y - 8], 'Vibration motor (optional)', { bold: true }),
    wire(
      [
        [column, y + 10],
        [column, y + 40],
      ],
      '#dc2626',
    ),
    label([column + 8, y + 16], '5V', { fill: '#dc2626' }),
    circle([column, y + 62], 22, '#fef3c7'),
    label([column, y + 67], 'M', { anchor: 'middle', bold: true }),
    wire([
      [column, y + 84],
      [column, base - 24],
    ]),
    // Diode across the motor, its ring towards 5 V.
    dot([column, y + 30], '#dc2626'),
    dot([column, y + 104]),
    wire([
      [column, y + 30],
      [column + 60, y + 30],
      [column + 60, y + 52],
    ]),
    wire([
      [column + 48, y + 52],
      [column + 72, y + 52],
    ]),
    wire([
      [column + 60, y + 52],
      [column + 48, y + 74],
      [column + 72, y + 74],
      [column + 60, y + 52],
    ]),
    wire([
      [column + 60, y + 74],
      [column + 60, y + 104],
      [column, y + 104],
    ]),
    label([column + 78, y + 68], '1N4148', { size: 12 }),
    // Transistor.
    circle([column - 6, base], 26, '#ffffff'),
    wire([
      [column - 16, base - 14],
      [column - 16, base + 14],
    ]),
    wire([
      [column, base - 24],
      [column, base - 16],
      [column - 16, base - 6],
    ]),
    wire([
      [column - 16, base + 6],
      [column, base + 16],
      [column, base + 30],
    ]),
    label([column + 28, base + 5], '2N2222', { size: 12 }),
    ground([column, base + 30]),
    // Base resistor, lying.
    wire([
      [x + 20, base],
      [x + 50, base],
    ]),
    box([x + 50, base - 8], [34, 16]),
    wire([
      [x + 84, base],
      [column - 16, base],
    ]),
    label([x + 67, base - 14], '1 kΩ', { anchor: 'middle', size: 12 }),
    label([x + 14, base + 5], 'D9', { anchor: 'end', bold: true }),
  ]
}

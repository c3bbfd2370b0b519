/** The udev rule for a cushion's board. Pure. */
import { boardVendors, chipVendors } from '../../gateway/link/sources/port-order.ts'

const rule = (vendors: readonly string[], action: string): string =>
  `SUBSYSTEM=="tty", ENV{ID_VENDOR_ID}=="${vendors.join('|')}", ${action}`

/** `uaccess` works only in files before 73-seat-late.rules. */
export const udevRule = `# Boards and their serial chips: the person at this computer may open them without the group dialout.
${rule([...boardVendors, ...chipVendors], 'TAG+="uaccess"')}
# ModemManager sends commands to each new serial port, which a board takes for lines of a person. Boards are no modems.
${rule(boardVendors, 'ENV{ID_MM_DEVICE_IGNORE}="1"')}
`

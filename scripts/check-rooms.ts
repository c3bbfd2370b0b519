/**
 * `node scripts/check-rooms.ts`: do imports run one way, as the table in scripts/rooms/table.ts says? Prints each breach
 * with room and reason and ends with status 1 when there is one.
 */
import { join } from 'node:path'
import { checkRooms } from './rooms/check.ts'

for (const { output, exitCode } of await checkRooms(join(import.meta.dirname, '..'), 'err-long')) {
  console.log(output)
  if (exitCode > 0) process.exitCode = 1
}

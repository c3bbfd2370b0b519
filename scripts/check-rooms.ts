/**
 * `node scripts/check-rooms.ts`: checks imports against the table in scripts/rooms/table.ts. Prints each breach with room and
 * reason, and exits with status 1 if there is one.
 */
import { join } from 'node:path'
import { checkRooms } from './rooms/check.ts'

for (const { output, exitCode } of await checkRooms(join(import.meta.dirname, '..'), 'err-long')) {
  console.log(output)
  if (exitCode > 0) process.exitCode = 1
}

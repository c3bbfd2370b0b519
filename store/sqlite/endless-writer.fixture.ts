/** Writes frames until it is killed, and prints how many are acknowledged. For a test; not part of the program. */
import { silentLog } from '../../platform/log.ts'
import { frameBatch, framesFrom, t0 } from '../testing.ts'
import { createSqliteStore } from './sqlite-store.ts'

const [, , folder = '.'] = process.argv
const store = createSqliteStore({ folder, log: silentLog })
await store.start()
for (let done = 0; ; done += 9) {
  await store.write([frameBatch(framesFrom(t0 + done * 100, 9))])
  process.stdout.write(`${done + 9}\n`)
}

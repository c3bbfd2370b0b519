/** Users of the embedded broker without files, for tests: everybody is called as his role, and so is his password. */
import type { BrokerUsers } from './broker-users.ts'
import { partRoles } from './rights.ts'

export const testUsers: BrokerUsers = {
  roleOf(name, password) {
    const role = partRoles.find((each) => each === name)
    if (role === undefined) return 'unknown name'
    return password === role ? role : 'wrong password'
  },
  passwordOf: (role) => role,
}

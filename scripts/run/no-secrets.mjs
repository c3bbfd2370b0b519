/**
 * npm shows script arguments to everybody on this computer, in the process list and in its first lines. Sitbone cannot hide
 * them, so a password there is refused.
 */
import { Stop } from './say.mjs'

const secretFlag = /^--((?:broker|store|accounts)-password|store-token)(?:=|$)/
const addressWithPassword = /^(?:--(broker|store)=)?[a-z]+:\/\/[^/@:]*:[^/@]+@/

/** @throws Stop */
export function refuseSecrets(args) {
  for (const [i, arg] of args.entries()) {
    const flag = secretFlag.exec(arg)?.[1]
    const address = addressWithPassword.exec(arg)
    if (flag === undefined && address === null) continue
    const setting = flag ?? `${address?.[1] ?? args[i - 1]?.replace(/^--/, '') ?? 'broker'}-password`
    const variable = `SITBONE_${setting.toUpperCase().replaceAll('-', '_')}`
    const what = flag === undefined ? 'A password in an address' : `--${flag}`
    throw new Stop(
      `${what} can be read by every user of this computer while npm runs, so nothing was started. Write it to a file that only you can read, and name it: ${variable}_FILE=/path/to/file npm start. ${variable} takes it directly.`,
    )
  }
}

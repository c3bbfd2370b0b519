/**
 * Cookies between the browser and the sign-in library. Over TLS they carry the `__Host-` prefix: bound to this host, never
 * set by another port's plain page. One without it counts only where the request itself came without TLS.
 */

const prefix = '__Host-'
/** What the library calls its cookies. */
export const ownPrefix = 'sitbone'

/** From the `Cookie` header what concerns the sign-in, under the library's names. */
export function cookiesForLibrary(header: string | undefined, secure: boolean): string {
  const wanted = secure ? `${prefix}${ownPrefix}.` : `${ownPrefix}.`
  return (header ?? '')
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one.startsWith(wanted))
    .map((one) => (secure ? one.slice(prefix.length) : one))
    .join('; ')
}

/** A `Set-Cookie` of the library as the browser gets it. */
export const cookieForBrowser = (setCookie: string, secure: boolean): string =>
  secure ? `${prefix}${setCookie}; Secure` : setCookie

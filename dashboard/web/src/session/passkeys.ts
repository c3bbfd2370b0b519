/** Passkeys as browsers make them (WebAuthn Level 3). They belong to a name, so an address of numbers has none. */

export const canUsePasskeys = (window: Window & typeof globalThis): boolean =>
  window.isSecureContext &&
  /[a-z]/i.test(window.location.hostname) &&
  typeof window.PublicKeyCredential === 'function' &&
  typeof window.PublicKeyCredential.parseRequestOptionsFromJSON === 'function'

/** Null: the person stopped it, or there is none here. */
export async function askForPasskey(question: PublicKeyCredentialRequestOptionsJSON): Promise<unknown> {
  try {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(question)
    const answer = await navigator.credentials.get({ publicKey })
    return answer instanceof PublicKeyCredential ? answer.toJSON() : null
  } catch {
    return null
  }
}

/** Null: the person stopped it, or this device makes none. */
export async function makePasskey(question: PublicKeyCredentialCreationOptionsJSON): Promise<unknown> {
  try {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(question)
    const made = await navigator.credentials.create({ publicKey })
    return made instanceof PublicKeyCredential ? made.toJSON() : null
  } catch {
    return null
  }
}

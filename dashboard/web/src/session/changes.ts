/** Changes sent to the server, each with the token that shows it comes from a page of Sitbone. */
import type { Problem } from '../../../../contract/problem.ts'

export interface Change {
  readonly method: 'POST' | 'PUT' | 'DELETE'
  /** Below `api/v1/`. */
  readonly path: string
  readonly body?: unknown
}

/** Rejects when no answer comes. */
export type SendChange = (change: Change) => Promise<Response>

export type Kept<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string }

const noAnswer =
  'Sitbone did not answer. As far as this page knows, nothing was changed. Check the connection and try again.'

export const changeSender =
  (csrf: () => string | null): SendChange =>
  ({ method, path, body }) => {
    const token = csrf()
    return fetch(`api/v1/${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === null ? {} : { 'x-csrf-token': token }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }

/** The answer, or the server's words why not. */
export async function outcomeOf<T>(
  sent: Promise<Response>,
  read: (response: Response) => Promise<T>,
): Promise<Kept<T>> {
  try {
    const response = await sent
    if (response.ok) return { ok: true, value: await read(response) }
    const { detail }: Partial<Problem> = await response.json()
    return { ok: false, message: detail ?? noAnswer }
  } catch {
    return { ok: false, message: noAnswer }
  }
}

/** For changes whose answer says nothing more. */
export const nothingMore = async (): Promise<null> => null

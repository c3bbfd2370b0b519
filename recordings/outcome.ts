/** A result, or the problem as the end of a sentence about the file. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string }

export const problem = (text: string): { ok: false; problem: string } => ({ ok: false, problem: text })

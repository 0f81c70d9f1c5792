/** A call that failed where it should have answered: a fault of ours, of which nothing is known but that it was not done. */
export interface Unexpected {
  readonly ok: false
  readonly error: { readonly kind: 'unexpected'; readonly detail: null }
}

/** The answer of a call; one that fails is a failure like others, so that no screen waits for it without end. */
export async function answered<T>(answer: Promise<T>): Promise<T | Unexpected> {
  try {
    return await answer
  } catch {
    return { ok: false, error: { kind: 'unexpected', detail: null } }
  }
}

import type { Failure, PullPage } from '../connector.ts'

export const emptyPage: PullPage = {
  leads: [],
  conversations: [],
  activities: [],
  quarantined: [],
  next: null,
  total: null,
  cursorExpired: false,
}

export const expiredPage: PullPage = { ...emptyPage, cursorExpired: true }

/** An answer to a read that is not as documented. */
export function broken(issues: readonly string[]): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: { kind: 'contract', issues, mayHaveLanded: false } }
}

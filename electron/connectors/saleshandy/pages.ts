import type { Failure, Outcome, PullPage } from '../connector.ts'
import { pagesToList, type Walk } from './walk.ts'

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

/** The list page whose turn it is, and the page before as it is now. In this order: a row that moves between is in one of them. */
export async function readList<Page>(
  walk: Walk,
  read: (page: number) => Promise<Outcome<Page>>,
): Promise<Outcome<{ readonly current: Page; readonly before: Page | null }>> {
  const { current, before } = pagesToList(walk)
  const here = await read(current)
  if (!here.ok) return here
  const behind = before === null ? null : await read(before)
  if (behind?.ok === false) return behind
  return { ok: true, value: { current: here.value, before: behind?.value ?? null } }
}

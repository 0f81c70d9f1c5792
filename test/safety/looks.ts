import type { Databases } from '../../db/open.ts'
import { inboxPage } from '../../db/queries/inbox.ts'
import { search } from '../../db/queries/search.ts'

/** What the user gets to see first: how many rows the inbox has, and a search. */
export interface Looks {
  readonly conversations: number
  readonly hits: number
}

/** Looks as the window does when it opens. */
export function looksOf({ replica, journal }: Databases): Looks {
  return {
    conversations: inboxPage(replica, journal, { accountId: null, filter: 'active', cursor: null, limit: 100 }).rows
      .length,
    hits: search(replica, journal, { text: 'quote', accountId: null, cursor: null, limit: 50 }).rows.length,
  }
}

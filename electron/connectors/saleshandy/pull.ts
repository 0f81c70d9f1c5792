import type { Outcome, Priority, PullPage, PullRequest } from '../connector.ts'
import { expiredPage } from './pages.ts'
import { pullInbox } from './pull-inbox.ts'
import { pullNotes } from './pull-notes.ts'
import { pullProspects } from './pull-prospects.ts'
import type { Session } from './session.ts'
import { readCursor, type Step, startWalk, type Walk, writeCursor } from './walk.ts'

/** One step of a stream's walk, one request or two (saleshandy.md section 7). */
export async function pull(session: Session, request: PullRequest): Promise<Outcome<PullPage>> {
  const walk = request.cursor === null ? startWalk(request) : readCursor(request.cursor, request)
  if (walk === null) return { ok: true, value: expiredPage }
  const outcome = await step(session, walk, request.priority)
  if (!outcome.ok) return outcome
  const { page, walk: next } = outcome.value
  return { ok: true, value: { ...page, next: next === null ? null : writeCursor(next) } }
}

function step(session: Session, walk: Walk, priority: Priority): Promise<Outcome<Step>> {
  switch (walk.stream) {
    case 'leads':
      return pullProspects(session, walk, priority)
    case 'conversations':
      return pullInbox(session, walk, priority)
    case 'activities':
      return pullNotes(session, walk, priority)
  }
}

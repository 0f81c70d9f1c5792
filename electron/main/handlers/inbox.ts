import { conversationById } from '../../../db/queries/conversation.ts'
import { eventDetailOf } from '../../../db/queries/event-detail.ts'
import { inboxCounts, inboxPage } from '../../../db/queries/inbox.ts'
import { activityTarget, conversationTarget } from '../../../db/queries/targets.ts'
import { timelinePage } from '../../../db/queries/timeline.ts'
import { setRead, setStarred } from '../../../db/read-marks.ts'
import type { ShellContext } from '../context.ts'
import { DetailRequests } from '../detail-requests.ts'
import type { Handlers } from '../router.ts'

/** What the inbox and an open conversation read, and the marks that the user sets there. */
export function inboxHandlers(context: ShellContext) {
  const { replica, journal, clock, engine, statuses } = context
  const details = new DetailRequests(clock)

  function mark(conversationId: number, set: (accountId: number, remoteId: string) => void) {
    const target = conversationTarget(replica, conversationId)
    if (target === null) return { ok: false as const, error: { kind: 'gone' as const, detail: null } }
    set(target.accountId, target.remoteId)
    const { accountId } = target
    context.announce([
      { kind: 'inbox', accountId },
      { kind: 'conversation', accountId, conversationId },
    ])
    return { ok: true as const }
  }

  return {
    'inbox.page': (query) => inboxPage(replica, journal, query),
    'inbox.counts': (query) => inboxCounts(replica, journal, query),
    'conversation.open': ({ conversationId }) => {
      const conversation = conversationById(replica, journal, conversationId)
      if (conversation !== null) engine.post({ kind: 'focus_conversation', conversationId })
      return conversation
    },
    'conversation.get': ({ conversationId }) => conversationById(replica, journal, conversationId),
    'conversation.setRead': ({ conversationId, isRead }) =>
      mark(conversationId, (accountId, remoteId) =>
        setRead(replica, journal, accountId, remoteId, isRead, clock.nowMs()),
      ),
    'conversation.setStarred': ({ conversationId, isStarred }) =>
      mark(conversationId, (accountId, remoteId) =>
        setStarred(replica, journal, accountId, remoteId, isStarred, clock.nowMs()),
      ),
    'timeline.page': (query) => timelinePage(replica, journal, query),
    'event.detail': ({ activityId }) => {
      const kept = eventDetailOf(replica, activityId)
      if (kept !== null) return { state: 'kept', detail: kept }
      if (activityTarget(replica, activityId) === null) return { state: 'unavailable', trouble: null }
      const trouble = statuses.detailTrouble(activityId)
      if (trouble !== null && details.mayReport(activityId)) return { state: 'unavailable', trouble }
      engine.post({ kind: 'want_event_detail', activityId })
      return { state: 'fetching' }
    },
  } satisfies Partial<Handlers>
}

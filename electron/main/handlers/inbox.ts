import { readAccount } from '../../../db/accounts.ts'
import { conversationById } from '../../../db/queries/conversation.ts'
import { eventDetailOf } from '../../../db/queries/event-detail.ts'
import { inboxCounts, inboxPage } from '../../../db/queries/inbox.ts'
import { joinPeople, samePerson, separatePeople } from '../../../db/queries/people.ts'
import { activityTarget, conversationTarget } from '../../../db/queries/targets.ts'
import { timelinePage } from '../../../db/queries/timeline.ts'
import { setRead, setStarred } from '../../../db/read-marks.ts'
import { capabilitiesOf } from '../../connectors/descriptions.ts'
import { provider, type TimelineRow, type Topic } from '../../ipc/shapes.ts'
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

  /** Both timelines say whom their notes may go to. */
  function peopleChanged(conversationIds: readonly number[], isDone: boolean) {
    if (!isDone) return { ok: false as const, error: { kind: 'gone' as const, detail: null } }
    context.announce(
      conversationIds.flatMap((conversationId): Topic[] => {
        const target = conversationTarget(replica, conversationId)
        return target === null ? [] : [{ kind: 'conversation', accountId: target.accountId, conversationId }]
      }),
    )
    return { ok: true as const }
  }

  /** Whether the CRM of the conversation lets notes be changed. */
  function editsOf(conversationId: number): boolean {
    const target = conversationTarget(replica, conversationId)
    const account = target === null ? null : readAccount(journal, target.accountId)
    return account !== null && (capabilitiesOf(provider.parse(account.provider))?.note.edits ?? false)
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
    'conversation.people': ({ conversationId }) => samePerson(replica, journal, conversationId),
    'people.separate': ({ conversationId, otherConversationId }) =>
      peopleChanged(
        [conversationId, otherConversationId],
        separatePeople(replica, journal, conversationId, otherConversationId, clock.nowMs()),
      ),
    'people.join': ({ conversationId, otherConversationId }) =>
      peopleChanged(
        [conversationId, otherConversationId],
        joinPeople(replica, journal, conversationId, otherConversationId),
      ),
    'timeline.page': (query) => {
      const { rows, ...page } = timelinePage(replica, journal, query)
      const mayEdit = editsOf(query.conversationId)
      return { ...page, rows: mayEdit ? rows : rows.map(uneditable) }
    },
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

function uneditable(row: TimelineRow): TimelineRow {
  return row.kind === 'activity' ? { ...row, isEditable: false } : row
}

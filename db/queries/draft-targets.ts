import type { Replica } from '../connection.ts'
import type { DraftTarget } from '../drafts.ts'
import type { NoteTarget } from './shapes.ts'
import { conversationIdOf, conversationTarget } from './targets.ts'

/** The records that a draft goes to besides, as the page knows them. Those that the CRM does not show (yet again) are left out. */
export function shownTargets(replica: Replica, targets: readonly DraftTarget[]): NoteTarget[] {
  return targets.flatMap(({ accountId, remoteId, displayName }) => {
    const conversationId = conversationIdOf(replica, accountId, remoteId)
    return conversationId === null ? [] : [{ conversationId, displayName }]
  })
}

/** Those that are left out there: the CRM does not show them any more, or a replica that is made anew has not read them yet. */
export function absentTargets(replica: Replica, targets: readonly DraftTarget[]): DraftTarget[] {
  return targets.filter(({ accountId, remoteId }) => conversationIdOf(replica, accountId, remoteId) === null)
}

/** The same as the journal keeps them: by the CRM's ids, because local ones end with the replica. */
export function keptTargets(replica: Replica, conversationIds: readonly number[]): DraftTarget[] {
  return conversationIds.flatMap((conversationId) => {
    const target = conversationTarget(replica, conversationId)
    if (target === null) return []
    const { accountId, remoteId, displayName } = target
    return [{ accountId, remoteId, displayName }]
  })
}

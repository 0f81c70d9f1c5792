import type { OutboxRow } from '../../../db/outbox.ts'
import { conversationIdOf } from '../../../db/queries/targets.ts'
import type { Topic } from '../../ipc/shapes.ts'
import type { ShellContext } from '../context.ts'

/** Everything on screen that shows this note. */
export function noteTopics({ replica }: ShellContext, row: OutboxRow): Topic[] {
  const { accountId } = row
  const conversationId = conversationIdOf(replica, accountId, row.conversationRemoteId)
  const topics: Topic[] = [{ kind: 'outbox' }, { kind: 'inbox', accountId }]
  if (conversationId !== null) topics.push({ kind: 'conversation', accountId, conversationId })
  return topics
}

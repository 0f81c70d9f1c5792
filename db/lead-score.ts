import type { Replica } from './connection.ts'
import type { ChangedTopic } from './records.ts'

/** The lead's score as the CRM gave it with its answer to a note. A lead that is not in the replica gets it with its page. */
export function saveLeadScore(
  replica: Replica,
  accountId: number,
  leadRemoteId: string,
  score: number,
): ChangedTopic[] {
  return replica.write(() => {
    const lead = replica
      .prepare<[number, number, string, number], { id: number }>(
        'UPDATE leads SET score = ? WHERE account_id = ? AND remote_id = ? AND score IS NOT ? RETURNING id',
      )
      .get(score, accountId, leadRemoteId, score)
    if (lead === undefined) return []
    const conversations = replica
      .prepare<[number], { id: number }>('SELECT id FROM conversations WHERE lead_id = ?')
      .all(lead.id)
    return conversations.map(({ id }) => ({ kind: 'conversation', accountId, conversationId: id }) as const)
  })
}

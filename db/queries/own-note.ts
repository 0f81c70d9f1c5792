import type { Journal, Replica } from '../connection.ts'

/** A note that the account's own user wrote, as the CRM has it. */
export interface OwnNote {
  readonly accountId: number
  readonly remoteId: string
  readonly conversationId: number
  /** As the CRM gave it. */
  readonly content: string
  readonly isHtml: boolean
}

/** Null: it is not here (any more), is no note, is nobody's conversation's, or somebody else wrote it. */
export function ownNote(replica: Replica, journal: Journal, activityId: number): OwnNote | null {
  const row = replica
    .prepare<[number], NoteRow>(
      `SELECT account_id, remote_id, conversation_id, author_id, summary, description, is_html FROM activities
       WHERE activity_key = ? AND type = 'Note' AND removed_at_ms IS NULL`,
    )
    .get(activityId)
  if (row === undefined || row.conversation_id === null || row.author_id === null) return null
  const user = journal
    .prepare<[number], { user_remote_id: string }>('SELECT user_remote_id FROM accounts WHERE account_id = ?')
    .get(row.account_id)
  if (user === undefined || user.user_remote_id === '' || user.user_remote_id !== row.author_id) return null
  return {
    accountId: row.account_id,
    remoteId: row.remote_id,
    conversationId: row.conversation_id,
    content: row.description ?? row.summary ?? '',
    isHtml: row.is_html === 1,
  }
}

interface NoteRow {
  readonly account_id: number
  readonly remote_id: string
  readonly conversation_id: number | null
  readonly author_id: string | null
  readonly summary: string | null
  readonly description: string | null
  readonly is_html: number
}

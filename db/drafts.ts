import type { Journal } from './connection.ts'

/** Durable when it returns. Empty text: there is no draft any more. */
export function saveDraft(
  journal: Journal,
  accountId: number,
  conversationRemoteId: string,
  text: string,
  nowMs: number,
): void {
  journal.write(() => {
    if (text === '') {
      journal
        .prepare<[number, string]>('DELETE FROM note_drafts WHERE account_id = ? AND conversation_remote_id = ?')
        .run(accountId, conversationRemoteId)
      return
    }
    journal
      .prepare<[number, string, string, number]>(
        `INSERT OR REPLACE INTO note_drafts (account_id, conversation_remote_id, text, updated_at_ms) VALUES (?, ?, ?, ?)`,
      )
      .run(accountId, conversationRemoteId, text, nowMs)
  })
}

export function readDraft(journal: Journal, accountId: number, conversationRemoteId: string): string | null {
  const row = journal
    .prepare<[number, string], { text: string }>(
      'SELECT text FROM note_drafts WHERE account_id = ? AND conversation_remote_id = ?',
    )
    .get(accountId, conversationRemoteId)
  return row?.text ?? null
}

/** The conversations that have a draft, as `accountId:conversationRemoteId`. Reads the key's index only, no texts. */
export function draftKeys(journal: Journal): Set<string> {
  const rows = journal
    .prepare<[], { account_id: number; conversation_remote_id: string }>(
      'SELECT account_id, conversation_remote_id FROM note_drafts ORDER BY account_id, conversation_remote_id',
    )
    .all()
  return new Set(rows.map((row) => `${row.account_id}:${row.conversation_remote_id}`))
}
